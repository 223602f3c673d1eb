// The roles that members can have, built-in and custom, in words.
import { useQuery } from '@tanstack/react-query'
import { api } from '../api.ts'
import { useCurrentUser } from '../app/session.ts'
import { useWords, type WordKey } from '../words/words.tsx'

/** From the most powerful to the least, by the API's ids. */
const builtIn: readonly (readonly [id: number, name: WordKey, words: WordKey])[] = [
  [1, 'roles.projectAdmin', 'roles.projectAdmin.words'],
  [4, 'roles.maintainer', 'roles.maintainer.words'],
  [2, 'roles.developer', 'roles.developer.words'],
  [3, 'roles.guest', 'roles.guest.words'],
  [5, 'roles.limitedGuest', 'roles.limitedGuest.words'],
]

export const developer = 2

export interface NamedRole {
  readonly id: number
  readonly name: string
  readonly words: string
}

/** @param ids of roles that are to be named: custom ones are asked for where there are any among them */
export function useRolesOf(ids: Iterable<number>): readonly NamedRole[] {
  return useRoles([...ids].some((id) => !builtIn.some(([known]) => known === id)))
}

/**
 * Built-in ones are there at once, custom ones when they are known.
 * @param withCustom whether these are needed
 */
export function useRoles(withCustom = true): readonly NamedRole[] {
  const { t } = useWords()
  const isUser = useCurrentUser() !== undefined
  const { data = [] } = useQuery({
    queryKey: ['roles', 'choice'],
    queryFn: async () => (await api.listRoles({ query: { page_size: 100 } })).body,
    enabled: isUser && withCustom,
    staleTime: 60_000,
  })
  const custom = data.filter(({ builtin }) => !builtin)
  return [
    ...builtIn.map(([id, name, words]) => ({ id, name: t(name), words: t(words) })),
    ...custom.map(({ id, name, description }) => ({ id, name, words: description })),
  ]
}

/** @param ids of somebody's roles @returns the most powerful's name; undefined for none */
export function nameOfRole(roles: readonly NamedRole[], ids: readonly number[] | null): string | undefined {
  return roles.find(({ id }) => ids?.includes(id))?.name
}
