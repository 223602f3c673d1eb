// What the address of the activity page holds.
import { textOf } from '../../app/list-search.ts'

export const periods = [7, 30, 90] as const

export interface ActivitySearch {
  readonly view?: 'storage'
  /** How many days back; 30, which is left out. */
  readonly days?: 7 | 90
  readonly project?: string
  readonly operation?: string
  readonly who?: string
  /** Of the list, from 1, which is left out. */
  readonly page?: number
}

export function activitySearch(search: Record<string, unknown>): ActivitySearch {
  const [days, page] = [Number(search.days), Number(search.page)]
  return {
    ...(search.view === 'storage' && { view: search.view }),
    ...((days === 7 || days === 90) && { days }),
    ...textOf(search, 'project'),
    ...textOf(search, 'operation'),
    ...textOf(search, 'who'),
    ...(Number.isInteger(page) && page > 1 && { page }),
  }
}
