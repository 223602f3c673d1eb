// What the address of a question about permissions holds.
import { textOf } from '../../app/list-search.ts'

export const askers = ['user', 'robot', 'token', 'anonymous'] as const
export type Asker = (typeof askers)[number]

export interface WhySearch {
  /** Whom it is about; a user where it is left out. */
  readonly who?: string
  /** The name of the user or robot, or the number of the token. */
  readonly name?: string
  /** Left out for what lies outside of projects. */
  readonly project?: string
  readonly permission?: string
}

export function whySearch(search: Record<string, unknown>): WhySearch {
  return {
    ...textOf(search, 'who'),
    ...textOf(search, 'name'),
    ...textOf(search, 'project'),
    ...textOf(search, 'permission'),
  }
}

export function askerOf({ who }: WhySearch): Asker {
  return askers.find((each) => each === who) ?? 'user'
}
