// What lists have in common: a filter, a card of rows, and pages; all of it is in the address.
import {
  Card,
  Group,
  Pagination,
  Skeleton,
  Stack,
  Table,
  Text,
  TextInput,
  UnstyledButton,
} from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { type ReactNode, useEffect, useState } from 'react'
import type { ListSearch } from '../app/list-search.ts'
import { useWords } from '../words/words.tsx'
import { CardRows } from './card-rows.tsx'
import { FailureNotice } from './failure-notice.tsx'
import { Icon } from './icon.tsx'

export const pageSize = 25

/** How long typing must rest before the list is asked for again, in milliseconds. */
const pause = 250

export interface ListProps {
  readonly search: ListSearch
  readonly onSearch: (search: ListSearch) => void
  /** Of all pages; undefined while it is not known. */
  readonly total: number | undefined
  readonly error: Error | null
  readonly again: () => void
  /** Nothing is there to be shown yet. */
  readonly loading: boolean
  /** In place of the list, when there is nothing and nothing was filtered. */
  readonly empty?: ReactNode
  /** How narrow the table may become before it scrolls, in pixels. */
  readonly minWidth: number
  /** Beside the filter. */
  readonly tools?: ReactNode
  /** The list has no filter. */
  readonly unfiltered?: boolean
  /** A `Table.Thead` and a `Table.Tbody`. */
  readonly children: ReactNode
}

export function List(props: ListProps) {
  const { search, onSearch, total, tools, unfiltered } = props
  const { t, many } = useWords()
  const pages = Math.ceil((total ?? 0) / pageSize)
  const { page: _, ...others } = search
  const none = total === 0 && search.q === undefined
  return (
    <Stack gap="sm">
      {(tools !== undefined || !(unfiltered || none)) && (
        <Group justify="space-between">
          {unfiltered || none ? <span /> : <Filter search={others} onSearch={onSearch} />}
          {tools && <Group gap="xs">{tools}</Group>}
        </Group>
      )}
      <Body {...props} />
      {(total ?? 0) > 0 && (
        <Group justify="space-between">
          <Text size="sm" c="dimmed">
            {many('list.total', total ?? 0)}
          </Text>
          {pages > 1 && (
            <Pagination
              size="sm"
              total={pages}
              value={search.page ?? 1}
              aria-label={t('list.pages')}
              getItemProps={(page) => ({ 'aria-label': t('list.page', { page }) })}
              getControlProps={(control) => ({
                'aria-label': t(control === 'previous' || control === 'first' ? 'list.before' : 'list.after'),
              })}
              onChange={(page) => onSearch(page > 1 ? { ...others, page } : others)}
            />
          )}
        </Group>
      )}
    </Stack>
  )
}

function Body({ error, again, loading, total, search, empty, minWidth, children }: ListProps) {
  const { t } = useWords()
  if (error) return <FailureNotice error={error} again={again} />
  if (loading) return <Skeletons />
  if (total === 0) {
    const filtered = search.q !== undefined
    return filtered || empty === undefined ? (
      <Nothing>{t(filtered ? 'list.nothing' : 'list.empty')}</Nothing>
    ) : (
      empty
    )
  }
  return (
    <Card withBorder padding={0}>
      <Table.ScrollContainer minWidth={minWidth} type="native" tabIndex={0}>
        <CardRows>{children}</CardRows>
      </Table.ScrollContainer>
    </Card>
  )
}

export function Nothing({ children }: { readonly children: ReactNode }) {
  return (
    <Card withBorder padding="xl">
      <Text c="dimmed" ta="center">
        {children}
      </Text>
    </Card>
  )
}

export function Skeletons({ rows = 6 }: { readonly rows?: number }) {
  const { t } = useWords()
  return (
    <Card withBorder role="status" aria-busy="true" aria-label={t('common.loading')}>
      <Stack gap="sm">
        {Array.from({ length: rows }, (_, row) => `row ${row}`).map((row) => (
          <Skeleton key={row} height={24} />
        ))}
      </Stack>
    </Card>
  )
}

function Filter({ search, onSearch }: Pick<ListProps, 'search' | 'onSearch'>) {
  const { t } = useWords()
  const { q: wanted = '', ...others } = search
  const [text, setText] = useState(wanted)
  const later = useDebouncedCallback((q: string) => onSearch(q === '' ? others : { ...others, q }), pause)
  // Back and forward change the address below the field.
  useEffect(() => setText(wanted), [wanted])
  return (
    <TextInput
      value={text}
      w={{ base: '100%', xs: 280 }}
      aria-label={t('list.filter')}
      placeholder={t('list.filter')}
      leftSection={<Icon name="search" size={16} />}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value)
        later(currentTarget.value)
      }}
    />
  )
}

export interface ColumnProps extends Pick<ListProps, 'search' | 'onSearch'> {
  /** As the API sorts by it. */
  readonly field: string
  readonly label: string
  /** Numbers and times begin with the largest. */
  readonly descendingFirst?: boolean
  readonly className?: string
}

/** The head of a column that the list can be sorted by. */
export function SortedColumn({ field, label, search, onSearch, descendingFirst, className }: ColumnProps) {
  const { t } = useWords()
  const current = search.sort === field ? 'ascending' : search.sort === `-${field}` ? 'descending' : undefined
  const first = descendingFirst ? `-${field}` : field
  const other = descendingFirst ? field : `-${field}`
  const { page: _, ...others } = search
  return (
    <Table.Th className={className} aria-sort={current ?? 'none'}>
      <UnstyledButton
        fz="inherit"
        fw="inherit"
        aria-label={t('list.sortBy', { column: label })}
        onClick={() => onSearch({ ...others, sort: search.sort === first ? other : first })}
      >
        {label}
        <span aria-hidden="true">{current && (current === 'ascending' ? ' ↑' : ' ↓')}</span>
      </UnstyledButton>
    </Table.Th>
  )
}
