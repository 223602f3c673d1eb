// Projects that the person may see.
import { Group, Table, Text } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { api } from '../api.ts'
import type { ListSearch } from '../app/router.tsx'
import { Ago } from '../ui/ago.tsx'
import { count } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { useWords } from '../words/words.tsx'
import { ListPage, pageSize } from './list-page.tsx'

export function ProjectsPage() {
  const { t, language } = useWords()
  const search: ListSearch = useSearch({ strict: false })
  const navigate = useNavigate()
  const list = useQuery({
    queryKey: ['projects', search],
    queryFn: () =>
      api.listProjects({
        query: {
          page: search.page ?? 1,
          page_size: pageSize,
          ...(search.q !== undefined && { name: search.q }),
        },
      }),
    placeholderData: keepPreviousData,
  })
  return (
    <ListPage
      title={t('projects.title')}
      search={search}
      onSearch={(next) => navigate({ to: '/projects', search: next, replace: true })}
      total={list.data?.total}
      error={list.error}
      again={() => list.refetch()}
      loading={list.isPending}
      empty={<Text c="dimmed">{t('list.nothing')}</Text>}
    >
      <Table.ScrollContainer minWidth={480}>
        <Table highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('projects.name')}</Table.Th>
              <Table.Th>{t('projects.access')}</Table.Th>
              <Table.Th ta="right">{t('projects.repositories')}</Table.Th>
              <Table.Th>{t('projects.created')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {list.data?.body.map(({ project_id, name, metadata, repo_count = 0, creation_time }) => {
              const open = metadata?.public === 'true'
              return (
                <Table.Tr key={project_id}>
                  <Table.Td className="long-name">{name}</Table.Td>
                  <Table.Td>
                    <Group gap={6} wrap="nowrap">
                      <Icon name={open ? 'globe' : 'lock'} size={16} />
                      {t(open ? 'projects.public' : 'projects.private')}
                    </Group>
                  </Table.Td>
                  <Table.Td ta="right">{count(repo_count, language)}</Table.Td>
                  <Table.Td>
                    <Ago time={creation_time} />
                  </Table.Td>
                </Table.Tr>
              )
            })}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </ListPage>
  )
}
