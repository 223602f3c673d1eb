// The console's few icons, drawn as strokes on a grid of 24.

const paths = {
  home: 'M4 11 12 4l8 7M6 10v10h12V10',
  box: 'm12 3 8 4.5v9L12 21l-8-4.5v-9zM4 7.5l8 4.5 8-4.5M12 12v9',
  folder: 'M3 6h6l2 2h10v11H3z',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  check: 'm5 12 5 5L20 7',
  search: 'M10 4a6 6 0 1 0 0 12 6 6 0 0 0 0-12m5 11 5 5',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2v2m0 16v2M4 12H2m20 0h-2M5 5l1.5 1.5m11 11L19 19M19 5l-1.5 1.5m-11 11L5 19',
  moon: 'M20 14A8 8 0 1 1 10 4a6 6 0 0 0 10 10',
  language: 'M3 12a9 9 0 1 0 18 0 9 9 0 1 0-18 0h18M12 3c5 5 5 13 0 18-5-5-5-13 0-18',
  user: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8M4 21c0-4 3.5-6 8-6s8 2 8 6',
  lock: 'M6 11h12v9H6zM8 11V8a4 4 0 0 1 8 0v3',
  globe: 'M3 12a9 9 0 1 0 18 0 9 9 0 1 0-18 0m1-3h16M4 15h16',
  tag: 'M4 4h8l8 8-8 8-8-8zM8 8v.01',
  warehouse: 'M3 10 12 4l9 6v10H3zM7 20v-6h10v6M7 17h10',
  activity: 'M3 12h4l3-8 4 16 3-8h4',
  gear: 'M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6M12 2v4m0 12v4M2 12h4m12 0h4M5 5l2.8 2.8m8.4 8.4L19 19M19 5l-2.8 2.8M7.8 16.2 5 19',
  plus: 'M12 5v14M5 12h14',
  trash: 'M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5m4-5v5',
  pencil: 'M4 20l1-5L16 4l4 4L9 19z',
  more: 'M5 12v.01M12 12v.01M19 12v.01',
  robot: 'M5 9h14v10H5zM12 5v4M9 13v1m6-1v1M12 4v.01',
  key: 'M8 11a4 4 0 1 0 0 8 4 4 0 0 0 0-8m3 1 9-9m-4 4 3 3',
  alert: 'M12 4 2.5 20h19zM12 10v4m0 3v.01',
  chevron: 'm9 6 6 6-6 6',
  down: 'm6 9 6 6 6-6',
  shield: 'm12 3 8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6z',
  book: 'M5 4h14v16H5zM9 8h6M9 12h6M9 16h3',
  question: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7M12 17v.01',
  group:
    'M9 5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7M2.5 20c0-3.5 2.9-5 6.5-5s6.5 1.5 6.5 5M16 5.5a3 3 0 0 1 0 6m2 4c2.2.6 3.5 2 3.5 4.5',
  pin: 'M9 4h6l-1 6 3 3H7l3-3zM12 13v7',
  push: 'M12 20V8m-5 5 5-5 5 5M5 4h14',
  pull: 'M12 4v12m-5-5 5 5 5-5M5 20h14',
  circle: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16',

  close: 'M6 6l12 12M18 6 6 18',
  list: 'M8 6h12M8 12h12M8 18h12M4 6v.01M4 12v.01M4 18v.01',
  download: 'M12 4v11m-5-5 5 5 5-5M5 20h14',
  keyboard: 'M3 7h18v10H3zM7 11v.01M11 11v.01M15 11v.01M8 14h8',
  leave: 'M14 4H5v16h9M10 12h11m-4-4 4 4-4 4',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 7v5l3 2',
  info: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 11v5M12 8v.01',
  stop: 'M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3zM12 8v5m0 3v.01',
  prompt: 'm5 7 5 5-5 5M12 18h7',
} as const

export type IconName = keyof typeof paths

export function Icon({ name, size = 18 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  )
}
