// What is found while somebody types, kind by kind.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { api, ClientError } from '../../api.ts'
import { useNavigation } from '../../app/navigation.ts'
import { repositoryParams, writtenReference } from '../../app/reference.ts'
import { useCurrentUser, useIsAdministrator } from '../../app/session.ts'
import { useWords, type WordKey } from '../../words/words.tsx'
import { Marked, marksOf } from './marked.tsx'
import { pastedReference } from './pasted-reference.ts'
import { useRobotItems } from './robot-items.ts'
import {
  hitItem,
  personItem,
  projectItem,
  repositoryHref,
  repositoryItem,
  type SearchItem,
} from './search-items.tsx'

export interface SearchSection {
  readonly words: WordKey
  readonly items: readonly SearchItem[]
}

/** Of each kind; the page of all results has the rest. */
const shown = 5

/** @param text what is looked for; empty: nothing is asked */
export function useSearchSections(text: string) {
  const { t } = useWords()
  const isAdministrator = useIsAdministrator()
  const reference = useReference(text)
  const names = useQuery({
    queryKey: ['search', 'names', text],
    queryFn: async ({ signal }) => (await api.search({ query: { q: text } }, { signal })).body,
    enabled: text !== '',
    placeholderData: keepPreviousData,
  })
  const hits = useQuery({
    queryKey: ['search', 'words', text, shown],
    queryFn: async ({ signal }) =>
      (await api.searchArtifacts({ query: { q: text, page_size: 2 * shown } }, { signal })).body,
    enabled: hasWord(text),
    placeholderData: keepPreviousData,
  })
  const people = useQuery({
    queryKey: ['users', 'search', text, shown],
    queryFn: async ({ signal }) =>
      (await api.searchUsers({ query: { username: text, page_size: shown } }, { signal })).body,
    enabled: text !== '' && isAdministrator,
    placeholderData: keepPreviousData,
  })
  const robots = useRobotItems(text, shown)
  const pages = usePages(text)
  const named = (names.data?.repository ?? []).slice(0, shown)
  const byName = new Set(named.map(({ repository_name }) => repository_name))
  const found = hasWord(text) ? (hits.data ?? []) : []
  const described = found.filter(
    ({ kind, repository_name }) => kind === 'repository' && !byName.has(repository_name),
  )
  const sections: SearchSection[] = [
    { words: 'search.group.reference', items: reference },
    { words: 'search.group.pages', items: pages },
    {
      words: 'search.group.projects',
      items: (names.data?.project ?? []).slice(0, shown).map(({ name = '' }) => projectItem(name, text)),
    },
    {
      words: 'search.group.repositories',
      items: [
        ...named.map(({ repository_name }) => repositoryItem(repository_name, text)),
        ...described.map((hit) => hitItem(hit, t)),
      ].slice(0, shown),
    },
    {
      words: 'search.group.artifacts',
      items: found
        .filter(({ kind }) => kind === 'artifact')
        .map((hit) => hitItem(hit, t))
        .slice(0, shown),
    },
    {
      words: 'search.group.people',
      items: (people.data ?? []).map(({ user_id, username }) => personItem(user_id, username, text)),
    },
    { words: 'search.group.robots', items: robots.items },
  ]
  return {
    sections: text === '' ? [] : sections.filter(({ items }) => items.length > 0),
    searching: names.isFetching || hits.isFetching || people.isFetching || robots.searching,
    error: names.error ?? hits.error ?? people.error ?? robots.error,
  }
}

/** The server finds words, and refuses a question that has none. */
export function hasWord(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text)
}

/** Where a whole reference leads, if it is there. */
function useReference(text: string): SearchItem[] {
  const reference = pastedReference(text)
  const asked = reference?.digest ?? reference?.tag
  const { data } = useQuery({
    queryKey: ['artifact', reference?.repository, asked ?? '', 'exists'],
    queryFn: async ({ signal }) => {
      if (!reference) return false
      const params = repositoryParams(reference.repository)
      try {
        if (asked === undefined) await api.getRepository({ params }, { signal })
        else await api.getArtifact({ params: { ...params, reference: asked } }, { signal })
        return true
      } catch (error) {
        if (error instanceof ClientError && error.status < 500) return false
        throw error
      }
    },
    enabled: reference !== undefined,
  })
  if (!reference || !data) return []
  const { repository } = reference
  const title = writtenReference(repository, asked)
  return [{ key: `reference ${title}`, icon: 'tag', title, href: repositoryHref(repository, asked) }]
}

/** The console's own pages whose names have the text in them. */
function usePages(text: string): SearchItem[] {
  const { t } = useWords()
  const user = useCurrentUser()
  const entries = useNavigation().map(({ to, icon, words }) => ({ href: String(to), icon, name: t(words) }))
  const own = { href: '/account', icon: 'key' as const, name: t('account.title') }
  return [...entries, ...(user ? [own] : [])].flatMap(({ href, icon, name }) => {
    const marks = marksOf(name, text)
    return marks.length === 0
      ? []
      : [{ key: `page ${href}`, icon, href, title: <Marked text={name} marks={marks} /> }]
  })
}
