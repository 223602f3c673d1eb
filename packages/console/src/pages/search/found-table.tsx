// One page of what was found of one kind.
import { Anchor, Stack, Table, Text } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { api } from '../../api.ts'
import { contains } from '../../app/filter.ts'
import { Ago } from '../../ui/ago.tsx'
import { Icon } from '../../ui/icon.tsx'
import { useKindWords } from '../../ui/kind-words.ts'
import { List, Nothing, pageOf, pageSize } from '../../ui/list.tsx'
import { useWords, type Words } from '../../words/words.tsx'
import type { FoundSearch, SearchTab } from './found-search.ts'
import {
  type Hit,
  hitItem,
  personItem,
  projectItem,
  repositoryItem,
  type SearchItem,
} from './search-items.tsx'
import { hasWord } from './search-sections.tsx'

interface Row extends SearchItem {
  readonly type?: string
  readonly pushed?: string
}

interface FoundPage {
  readonly rows: readonly Row[]
  readonly total: number
}

interface Question {
  readonly text: string
  readonly page: number
  readonly signal: AbortSignal
  readonly t: Words['t']
}

export interface FoundTableProps {
  readonly text: string
  readonly tab: SearchTab
  readonly search: FoundSearch
  readonly onSearch: (search: FoundSearch) => void
}

export function FoundTable({ text, tab, search, onSearch }: FoundTableProps) {
  const { t, language } = useWords()
  const kind = useKindWords()
  const { page = 1 } = search
  const found = useQuery({
    queryKey: ['search', 'page', tab, text, page, language],
    queryFn: ({ signal }) => finders[tab]({ text, page, signal, t }),
    placeholderData: keepPreviousData,
  })
  const isWords = tab === 'words'
  return (
    <List
      // The list turns the pages; what is looked for, and the kind, are no filter of it.
      search={page > 1 ? { page } : {}}
      onSearch={({ page: next }) => {
        const { page: _, ...others } = search
        onSearch({ ...others, ...(next !== undefined && { page: next }) })
      }}
      unfiltered
      {...pageOf(found)}
      minWidth={isWords ? 520 : 260}
      empty={<Nothing>{t('search.nothing', { text })}</Nothing>}
    >
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('search.column.found')}</Table.Th>
          {isWords && <Table.Th>{t('search.column.type')}</Table.Th>}
          {isWords && <Table.Th>{t('search.column.pushed')}</Table.Th>}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {found.data?.rows.map((row) => (
          <Table.Tr key={row.key}>
            <Table.Td>
              <Found row={row} />
            </Table.Td>
            {isWords && <Table.Td className="nowrap">{row.type && kind(row.type)}</Table.Td>}
            {isWords && <Table.Td className="nowrap">{row.pushed && <Ago time={row.pushed} />}</Table.Td>}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </List>
  )
}

function Found({ row: { icon, title, detail, href } }: { readonly row: Row }): ReactNode {
  return (
    <Stack gap={2}>
      <Anchor component={Link} to={href} className="found-link">
        <Icon name={icon} size={16} />
        <span>{title}</span>
      </Anchor>
      {detail && (
        <Text size="sm" c="dimmed" className="long-name">
          {detail}
        </Text>
      )}
    </Stack>
  )
}

const none: FoundPage = { rows: [], total: 0 }

const finders: Readonly<Record<SearchTab, (question: Question) => Promise<FoundPage>>> = {
  words: async ({ text, page, signal, t }) => {
    if (!hasWord(text)) return none
    const query = { q: text, page, page_size: pageSize }
    const { body, total = 0 } = await api.searchArtifacts({ query }, { signal })
    return { rows: body.map((hit) => rowOf(hit, t)), total }
  },
  repositories: async ({ text, page, signal }) => {
    const query = { q: contains('name', text), sort: 'name', page, page_size: pageSize }
    const { body, total = 0 } = await api.listAllRepositories({ query }, { signal })
    return { rows: body.map(({ name = '' }) => repositoryItem(name, text)), total }
  },
  projects: async ({ text, page, signal }) => {
    const query = { name: text, sort: 'name', page, page_size: pageSize }
    const { body, total = 0 } = await api.listProjects({ query }, { signal })
    return { rows: body.map(({ name = '' }) => projectItem(name, text)), total }
  },
  people: async ({ text, page, signal }) => {
    const query = { username: text, page, page_size: pageSize }
    const { body, total = 0 } = await api.searchUsers({ query }, { signal })
    return { rows: body.map(({ user_id, username }) => personItem(user_id, username, text)), total }
  },
}

function rowOf(hit: Hit, t: Words['t']): Row {
  const { type, push_time } = hit
  return {
    ...hitItem(hit, t),
    type: hit.kind === 'repository' ? t('search.type.repository') : type,
    ...(push_time !== undefined && { pushed: push_time }),
  }
}
