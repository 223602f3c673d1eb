// What lists have in common: a filter, a card of rows, and pages; all of it is in the address.
import { Box, Card, Group, Skeleton, Stack, Table, Text, UnstyledButton } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { ListSearch } from '../app/list-search.ts'
import { useWords } from '../words/words.tsx'
import { CardRows } from './card-rows.tsx'
import { FailureNotice, isMissing } from './failure-notice.tsx'
import { Icon } from './icon.tsx'
import { Pages } from './pages.tsx'
import { SortChoice, type SortField } from './sort-choice.tsx'
import { TextFilter } from './text-filter.tsx'

export const pageSize = 25

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
  /** What it can be sorted by, for a phone, which has no heads of columns; and what it is sorted by unless asked. */
  readonly sorts?: { readonly fields: readonly SortField[]; readonly first: string }
  /** Beside the filter. */
  readonly tools?: ReactNode
  /** The list has no filter. */
  readonly unfiltered?: boolean
  /** A `Table.Thead` and a `Table.Tbody`. */
  readonly children: ReactNode
}

/** What a query of one page says of the whole list. */
export function pageOf(
  query: Pick<
    UseQueryResult<{ readonly total: number | undefined }>,
    'data' | 'error' | 'isPending' | 'refetch'
  >,
): Pick<ListProps, 'total' | 'error' | 'again' | 'loading'> {
  const { data, error, isPending, refetch } = query
  return { total: data?.total, error, again: () => void refetch(), loading: isPending }
}

export function List(props: ListProps) {
  const { search, onSearch, total, tools, sorts, unfiltered, error } = props
  const { many } = useWords()
  const { page: _, ...others } = search
  const none = total === 0 && search.q === undefined
  if (error && isMissing(error)) return <FailureNotice error={error} />
  return (
    <Stack gap="sm">
      {(tools !== undefined || !(unfiltered || none)) && (
        <Group justify="space-between">
          {unfiltered || none ? (
            // On a phone the tools begin where everything does.
            <Box component="span" visibleFrom="xs" />
          ) : (
            <Filter search={others} onSearch={onSearch} />
          )}
          {(tools || sorts) && (
            <Group gap="xs">
              {sorts && total !== 0 && (
                <SortChoice
                  search={{ sort: sorts.first, ...search }}
                  onSearch={onSearch}
                  fields={sorts.fields}
                  hiddenFrom="sm"
                />
              )}
              {tools}
            </Group>
          )}
        </Group>
      )}
      <Body {...props} />
      {(total ?? 0) > 0 && (
        <Pages
          words={many('list.total', total ?? 0)}
          pages={Math.ceil((total ?? 0) / pageSize)}
          page={search.page ?? 1}
          onPage={(page) => onSearch(page > 1 ? { ...others, page } : others)}
        />
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

export interface SkeletonsProps {
  readonly rows?: number
  /** Of a row, in pixels. */
  readonly height?: number
}

export function Skeletons({ rows = 6, height = 24 }: SkeletonsProps) {
  const { t } = useWords()
  return (
    <Card withBorder role="status" aria-busy="true" aria-label={t('common.loading')}>
      <Stack gap="sm">
        {Array.from({ length: rows }, (_, row) => `row ${row}`).map((row) => (
          <Skeleton key={row} height={height} />
        ))}
      </Stack>
    </Card>
  )
}

function Filter({ search, onSearch }: Pick<ListProps, 'search' | 'onSearch'>) {
  const { t } = useWords()
  const { q, ...others } = search
  return (
    <TextFilter
      value={q}
      w={{ base: '100%', xs: 280 }}
      aria-label={t('list.filter')}
      placeholder={t('list.filter')}
      leftSection={<Icon name="search" size={16} />}
      onChange={(text) => onSearch(text === '' ? others : { ...others, q: text })}
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
