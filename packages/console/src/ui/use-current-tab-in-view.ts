// A line of tabs that scrolls shows the current one, also where one comes by an address.
import { type RefObject, useEffect, useRef } from 'react'

/** @param current what the current tab is told by: when it changes, the line scrolls @returns for the line's element */
export function useCurrentTabInView(current: string): RefObject<HTMLDivElement | null> {
  const line = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another tab is current, which the elements say by themselves
  useEffect(() => {
    const tab = line.current?.querySelector<HTMLElement>('[aria-selected=true], [aria-current=page]')
    if (!line.current || !tab) return
    const [whole, part] = [line.current.getBoundingClientRect(), tab.getBoundingClientRect()]
    if (part.left < whole.left) line.current.scrollLeft -= whole.left - part.left
    if (part.right > whole.right) line.current.scrollLeft += part.right - whole.right
  }, [current])
  return line
}
