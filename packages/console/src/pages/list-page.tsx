// What pages of lists have in common: a title, a filter, rows, and pages; all of it is in the address.
import { Group, Pagination, Skeleton, Stack, Text, TextInput, Title } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { type ReactNode, useState } from 'react'
import type { ListSearch } from '../app/router.tsx'
import { FailureNotice } from '../ui/failure-notice.tsx'
import { Icon } from '../ui/icon.tsx'
import { useWords } from '../words/words.tsx'

export const pageSize = 25

export interface ListPageProps {
  readonly title: string
  readonly search: ListSearch
  readonly onSearch: (search: ListSearch) => void
  readonly total: number | undefined
  readonly error: Error | null
  readonly again: () => void
  readonly loading: boolean
  /** Shown when there is nothing, and nothing was filtered. */
  readonly empty: ReactNode
  readonly children: ReactNode
}

export function ListPage(props: ListPageProps) {
  const { title, search, onSearch, total } = props
  const pages = Math.ceil((total ?? 0) / pageSize)
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1} size="h2">
          {title}
        </Title>
        <Filter value={search.q ?? ''} onChange={(q) => onSearch(q === '' ? {} : { q })} />
      </Group>
      <Body {...props} />
      {pages > 1 && (
        <Pagination
          total={pages}
          value={search.page ?? 1}
          onChange={(page) => onSearch({ ...search, ...(page > 1 ? { page } : { page: undefined }) })}
        />
      )}
    </Stack>
  )
}

function Body({ error, again, loading, total, search, empty, children }: ListPageProps) {
  const { t } = useWords()
  if (error) return <FailureNotice error={error} again={again} />
  if (loading) return <Skeletons />
  if (total === 0) return search.q === undefined ? empty : <Text c="dimmed">{t('list.nothing')}</Text>
  return children
}

function Skeletons() {
  return (
    <Stack gap="xs" aria-busy="true">
      {Array.from({ length: 6 }, (_, row) => (
        <Skeleton key={row} height={36} />
      ))}
    </Stack>
  )
}

const pause = 250

function Filter({ value, onChange }: { readonly value: string; readonly onChange: (text: string) => void }) {
  const { t } = useWords()
  const [text, setText] = useState(value)
  const later = useDebouncedCallback(onChange, pause)
  return (
    <TextInput
      value={text}
      aria-label={t('list.filter')}
      placeholder={t('list.filter')}
      leftSection={<Icon name="search" />}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value)
        later(currentTarget.value)
      }}
    />
  )
}
