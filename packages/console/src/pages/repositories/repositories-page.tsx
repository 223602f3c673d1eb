// Repositories across projects, a row each.
import { Table } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { api } from '../../api.ts'
import { contains } from '../../app/filter.ts'
import { Ago } from '../../ui/ago.tsx'
import { FirstPush } from '../../ui/first-push.tsx'
import { count } from '../../ui/format.ts'
import { List, pageSize, SortedColumn } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import { useWords } from '../../words/words.tsx'

const route = getRouteApi('/repositories')

export function RepositoriesPage() {
  const { t, language } = useWords()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { q, page = 1, sort = '-update_time' } = search
  const list = useQuery({
    queryKey: ['repositories', search],
    queryFn: () =>
      api.listAllRepositories({
        query: { page, page_size: pageSize, sort, ...(q !== undefined && { q: contains('name', q) }) },
      }),
    placeholderData: keepPreviousData,
  })
  const sorting = { search, onSearch: (next: typeof search) => navigate({ search: next, replace: true }) }
  return (
    <Page title={t('repositories.title')}>
      <List
        {...sorting}
        total={list.data?.total}
        error={list.error}
        again={() => list.refetch()}
        loading={list.isPending}
        empty={<FirstPush />}
        minWidth={560}
      >
        <Table.Thead>
          <Table.Tr>
            <SortedColumn {...sorting} field="name" label={t('repositories.name')} />
            <SortedColumn
              {...sorting}
              field="artifact_count"
              label={t('repositories.artifacts')}
              descendingFirst
              className="number"
            />
            <SortedColumn
              {...sorting}
              field="pull_count"
              label={t('repositories.pulls')}
              descendingFirst
              className="number"
            />
            <SortedColumn
              {...sorting}
              field="update_time"
              label={t('repositories.updated')}
              descendingFirst
            />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {list.data?.body.map(({ id, name = '', artifact_count = 0, pull_count = 0, update_time }) => (
            <Table.Tr key={id}>
              <Table.Td className="long-name">{name}</Table.Td>
              <Table.Td className="number">{count(artifact_count, language)}</Table.Td>
              <Table.Td className="number">{count(pull_count, language)}</Table.Td>
              <Table.Td className="nowrap">
                <Ago time={update_time} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </List>
    </Page>
  )
}
