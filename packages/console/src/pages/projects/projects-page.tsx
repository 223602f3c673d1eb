// Projects that the person may see.
import { Group, Table } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { api } from '../../api.ts'
import { Ago } from '../../ui/ago.tsx'
import { count } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { List, pageSize, SortedColumn } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import { useWords } from '../../words/words.tsx'

const route = getRouteApi('/projects')

export function ProjectsPage() {
  const { t, language } = useWords()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { q: name, page = 1, sort = 'name' } = search
  const list = useQuery({
    queryKey: ['projects', search],
    queryFn: () =>
      api.listProjects({
        query: { page, page_size: pageSize, sort, ...(name !== undefined && { name }) },
      }),
    placeholderData: keepPreviousData,
  })
  const sorting = { search, onSearch: (next: typeof search) => navigate({ search: next, replace: true }) }
  return (
    <Page title={t('projects.title')}>
      <List
        {...sorting}
        total={list.data?.total}
        error={list.error}
        again={() => list.refetch()}
        loading={list.isPending}
        minWidth={480}
      >
        <Table.Thead>
          <Table.Tr>
            <SortedColumn {...sorting} field="name" label={t('projects.name')} />
            <Table.Th>{t('projects.access')}</Table.Th>
            <SortedColumn
              {...sorting}
              field="repo_count"
              label={t('projects.repositories')}
              descendingFirst
              className="number"
            />
            <SortedColumn {...sorting} field="creation_time" label={t('common.created')} descendingFirst />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {list.data?.body.map(({ project_id, name, metadata, repo_count = 0, creation_time }) => (
            <Table.Tr key={project_id}>
              <Table.Td className="long-name">{name}</Table.Td>
              <Table.Td>
                <Access open={metadata?.public === 'true'} />
              </Table.Td>
              <Table.Td className="number">{count(repo_count, language)}</Table.Td>
              <Table.Td className="nowrap">
                <Ago time={creation_time} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </List>
    </Page>
  )
}

function Access({ open }: { readonly open: boolean }) {
  const { t } = useWords()
  return (
    <Group gap={6} wrap="nowrap">
      <Icon name={open ? 'globe' : 'lock'} size={16} />
      {t(open ? 'projects.public' : 'projects.private')}
    </Group>
  )
}
