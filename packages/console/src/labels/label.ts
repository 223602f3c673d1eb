// Labels as the API shows them, and the colours that are offered.
import type { api } from '../api.ts'
import type { WordKey } from '../words/words.tsx'

export type Label = Awaited<ReturnType<typeof api.ListLabels>>['body'][number]

/** Whose labels: the whole server's, or a project's. */
export type LabelPlace = { readonly scope: 'g' } | { readonly scope: 'p'; readonly project_id: number }

export const colors: readonly (readonly [color: string, name: WordKey])[] = [
  ['#1f61a3', 'labels.color.blue'],
  ['#0b7f86', 'labels.color.teal'],
  ['#2f7d32', 'labels.color.green'],
  ['#c9a400', 'labels.color.yellow'],
  ['#d9730d', 'labels.color.orange'],
  ['#c62828', 'labels.color.red'],
  ['#c2185b', 'labels.color.pink'],
  ['#7b3fa0', 'labels.color.purple'],
  ['#6d4c41', 'labels.color.brown'],
  ['#6b7480', 'labels.color.grey'],
]

/** As the server takes them: digits, or a word of CSS. */
const colorPattern = /^(?:#[0-9a-fA-F]{3,8}|[a-zA-Z]{1,16})$/

export function isColor(text: string): boolean {
  return colorPattern.test(text) && CSS.supports('color', text)
}
