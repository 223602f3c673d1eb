// A log: filters, and each entry as a sentence, with where it came from and when.
import { Button, NativeSelect, SimpleGrid, Stack } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { FailureNotice, isMissing } from '../ui/failure-notice.tsx'
import { List, Nothing, pageOf, pageSize } from '../ui/list.tsx'
import { TextFilter } from '../ui/text-filter.tsx'
import { useWords, type WordKey } from '../words/words.tsx'
import { isFiltered, type LogSearch, logFilter, logSearch } from './log-search.ts'
import { type LogEntry, typeWords } from './log-sentence.tsx'
import { LogTable } from './log-table.tsx'

interface LogPage {
  readonly body: readonly LogEntry[]
  readonly total: number | undefined
}

export interface LogListProps {
  /** What the log is of: the key of its queries. */
  readonly of: string
  readonly ask: (query: { page: number; page_size: number; q?: string }) => Promise<LogPage>
  /** The types of things that may be in it. */
  readonly types: readonly string[]
  readonly operations: readonly string[]
  readonly search: LogSearch
  readonly onSearch: (search: LogSearch) => void
  /** Below the sentence of an entry. */
  readonly details?: (entry: LogEntry) => ReactNode
}

export function LogList({ of, ask, types, operations, search, onSearch, details }: LogListProps) {
  const { t } = useWords()
  const list = useQuery({
    queryKey: ['log', of, search],
    queryFn: () => {
      const q = logFilter(search)
      return ask({ page: search.page ?? 1, page_size: pageSize, ...(q !== undefined && { q }) })
    },
    placeholderData: keepPreviousData,
  })
  if (list.error && isMissing(list.error)) return <FailureNotice error={list.error} />
  return (
    <Stack gap="sm">
      <Filters types={types} operations={operations} search={search} onSearch={onSearch} />
      {isFiltered(search) && (
        <Button className="fitting" size="xs" variant="default" onClick={() => onSearch({})}>
          {t('log.clear')}
        </Button>
      )}
      <List
        search={search}
        onSearch={onSearch}
        {...pageOf(list)}
        unfiltered
        empty={<Nothing>{t(isFiltered(search) ? 'list.nothing' : 'log.empty')}</Nothing>}
        minWidth={560}
      >
        <LogTable entries={list.data?.body} details={details} />
      </List>
    </Stack>
  )
}

type FilterProps = Pick<LogListProps, 'types' | 'operations' | 'search' | 'onSearch'>

function Filters({ types, operations, search, onSearch }: FilterProps) {
  const { t } = useWords()
  const { page: _, ...kept } = search
  const set = (name: string, value: string) => onSearch(logSearch({ ...kept, [name]: value }))
  return (
    <SimpleGrid cols={{ base: 2, sm: 3, lg: 6 }} spacing="xs">
      <TextFilter label={t('log.user')} value={search.user} onChange={(value) => set('user', value)} />
      <TextFilter label={t('log.resource')} value={search.q} onChange={(value) => set('q', value)} />
      <NativeSelect
        label={t('log.operation')}
        value={search.operation ?? ''}
        data={[
          { value: '', label: t('common.all') },
          ...operations.map((value) => ({ value, label: t(operationWords[value] ?? 'log.operation') })),
        ]}
        onChange={({ currentTarget }) => set('operation', currentTarget.value)}
      />
      <NativeSelect
        label={t('log.type')}
        value={search.type ?? ''}
        data={[
          { value: '', label: t('common.all') },
          ...types.map((value) => ({ value, label: typeWords(value, t) })),
        ]}
        onChange={({ currentTarget }) => set('type', currentTarget.value)}
      />
      <TextFilter
        label={t('log.since')}
        type="date"
        value={search.since}
        onChange={(value) => set('since', value)}
      />
      <TextFilter
        label={t('log.until')}
        type="date"
        value={search.until}
        onChange={(value) => set('until', value)}
      />
    </SimpleGrid>
  )
}

const operationWords: Readonly<Record<string, WordKey>> = {
  create: 'log.operation.create',
  update: 'log.operation.update',
  delete: 'log.operation.delete',
  pull: 'log.operation.pull',
  login: 'log.operation.login',
  logout: 'log.operation.logout',
}
