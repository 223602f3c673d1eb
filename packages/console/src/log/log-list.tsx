// A log: filters, and each entry as a sentence, with where it came from and when.
import { NativeSelect, SimpleGrid, Stack, Table, Text, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type HTMLInputTypeAttribute, useEffect, useState } from 'react'
import { Ago } from '../ui/ago.tsx'
import { List, Nothing, pageSize } from '../ui/list.tsx'
import { useWords, type WordKey } from '../words/words.tsx'
import { isFiltered, type LogSearch, logFilter, logSearch } from './log-search.ts'
import { type LogEntry, LogSentence, typeWords } from './log-sentence.tsx'

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
}

export function LogList({ of, ask, types, operations, search, onSearch }: LogListProps) {
  const { t } = useWords()
  const list = useQuery({
    queryKey: ['log', of, search],
    queryFn: () => {
      const q = logFilter(search)
      return ask({ page: search.page ?? 1, page_size: pageSize, ...(q !== undefined && { q }) })
    },
    placeholderData: keepPreviousData,
  })
  return (
    <Stack gap="sm">
      <Filters types={types} operations={operations} search={search} onSearch={onSearch} />
      <List
        search={search}
        onSearch={onSearch}
        total={list.data?.total}
        error={list.error}
        again={() => list.refetch()}
        loading={list.isPending}
        unfiltered
        empty={<Nothing>{t(isFiltered(search) ? 'list.nothing' : 'log.empty')}</Nothing>}
        minWidth={560}
      >
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('log.what')}</Table.Th>
            <Table.Th>{t('log.from')}</Table.Th>
            <Table.Th>{t('log.when')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {list.data?.body.map((entry) => (
            <EntryRow key={entry.id} entry={entry} />
          ))}
        </Table.Tbody>
      </List>
    </Stack>
  )
}

/** The address that it came from, and what that showed to sign in. */
export function LogOrigin({ entry: { client_address, credential } }: { readonly entry: LogEntry }) {
  const { t } = useWords()
  return (
    <>
      {client_address === '' ? t('log.itself') : client_address}
      {credential !== '' && (
        <Text size="xs" c="dimmed">
          {credential}
        </Text>
      )}
    </>
  )
}

function EntryRow({ entry }: { readonly entry: LogEntry }) {
  return (
    <Table.Tr>
      <Table.Td>
        <LogSentence entry={entry} />
      </Table.Td>
      <Table.Td className="nowrap">
        <LogOrigin entry={entry} />
      </Table.Td>
      <Table.Td className="nowrap">
        <Ago time={entry.op_time} />
      </Table.Td>
    </Table.Tr>
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

export const operationWords: Readonly<Record<string, WordKey>> = {
  create: 'log.operation.create',
  update: 'log.operation.update',
  delete: 'log.operation.delete',
  pull: 'log.operation.pull',
  login: 'log.operation.login',
  logout: 'log.operation.logout',
}

/** How long typing must rest before the list is asked for again, in milliseconds. */
const pause = 250

interface TextFilterProps {
  readonly label: string
  readonly value: string | undefined
  readonly type?: HTMLInputTypeAttribute
  readonly onChange: (value: string) => void
}

function TextFilter({ label, value = '', type, onChange }: TextFilterProps) {
  const [text, setText] = useState(value)
  const later = useDebouncedCallback(onChange, pause)
  // Back and forward change the address below the field.
  useEffect(() => setText(value), [value])
  return (
    <TextInput
      label={label}
      value={text}
      spellCheck={false}
      {...(type !== undefined && { type })}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value)
        later(currentTarget.value)
      }}
    />
  )
}
