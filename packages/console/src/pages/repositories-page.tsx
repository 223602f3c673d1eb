// Repositories across projects, a row each.
import { Anchor, Table } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { api } from '../api.ts'
import type { ListSearch } from '../app/router.tsx'
import { Ago } from '../ui/ago.tsx'
import { count } from '../ui/format.ts'
import { useWords } from '../words/words.tsx'
import { FirstPush } from './first-push.tsx'
import { ListPage, pageSize } from './list-page.tsx'

export function RepositoriesPage() {
  const { t, language } = useWords()
  const search: ListSearch = useSearch({ strict: false })
  const navigate = useNavigate()
  const list = useQuery({
    queryKey: ['repositories', search],
    queryFn: () =>
      api.listAllRepositories({
        query: {
          page: search.page ?? 1,
          page_size: pageSize,
          ...(search.q !== undefined && { q: `name=~${escaped(search.q)}` }),
        },
      }),
    placeholderData: keepPreviousData,
  })
  return (
    <ListPage
      title={t('repositories.title')}
      search={search}
      onSearch={(next) => navigate({ to: '/repositories', search: next, replace: true })}
      total={list.data?.total}
      error={list.error}
      again={() => list.refetch()}
      loading={list.isPending}
      empty={<FirstPush />}
    >
      <Table.ScrollContainer minWidth={560}>
        <Table highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('repositories.name')}</Table.Th>
              <Table.Th ta="right">{t('repositories.artifacts')}</Table.Th>
              <Table.Th ta="right">{t('repositories.pulls')}</Table.Th>
              <Table.Th>{t('repositories.updated')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {list.data?.body.map(({ id, name = '', artifact_count = 0, pull_count = 0, update_time }) => (
              <Table.Tr key={id}>
                <Table.Td className="long-name">
                  <RepositoryLink name={name} />
                </Table.Td>
                <Table.Td ta="right">{count(artifact_count, language)}</Table.Td>
                <Table.Td ta="right">{count(pull_count, language)}</Table.Td>
                <Table.Td>
                  <Ago time={update_time} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </ListPage>
  )
}

/** @param name with its project */
function RepositoryLink({ name }: { readonly name: string }) {
  const slash = name.indexOf('/')
  const [project, repository] = [name.slice(0, slash), name.slice(slash + 1)]
  return (
    <Anchor
      component={Link}
      to="/projects/$project/repositories/$"
      params={{ project, _splat: repository } as never}
    >
      {name}
    </Anchor>
  )
}

/** What the query language gives a meaning to. */
function escaped(text: string): string {
  return text.replace(/[\\,]/g, '\\$&')
}
