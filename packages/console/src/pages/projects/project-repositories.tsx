// The repositories of a project.
import { Table } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { api } from '../../api.ts'
import { contains } from '../../app/filter.ts'
import type { ListSearch } from '../../app/list-search.ts'
import { searchStep } from '../../app/search-step.ts'
import { Ago } from '../../ui/ago.tsx'
import { CopyIcon } from '../../ui/copy-line.tsx'
import { EmptyCard } from '../../ui/empty-card.tsx'
import { FirstPush } from '../../ui/first-push.tsx'
import { count } from '../../ui/format.ts'
import { List, pageOf, pageSize, SortedColumn } from '../../ui/list.tsx'
import { RepositoryLink } from '../../ui/repository-link.tsx'
import { ActionsColumn } from '../../ui/row-menu.tsx'
import { useWords } from '../../words/words.tsx'
import { useProject } from './project.ts'

const route = getRouteApi('/projects/$project/repositories')

export function ProjectRepositories() {
  const { t } = useWords()
  const { project, may } = useProject()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const list = useRepositories(project.name, search)
  const sorting = {
    search,
    onSearch: (next: ListSearch) => navigate({ search: next, ...searchStep(search, next) }),
  }
  const empty = may('repository', 'push') ? (
    <FirstPush project={project.name} />
  ) : (
    <EmptyCard title={t('projects.noRepositories.title')} words={t('projects.noRepositories.words')} />
  )
  return (
    <List {...sorting} {...pageOf(list)} empty={empty} minWidth={560}>
      <Table.Thead>
        <Table.Tr>
          <SortedColumn {...sorting} field="name" label={t('projects.repository')} />
          <SortedColumn
            {...sorting}
            field="artifact_count"
            label={t('projects.artifacts')}
            descendingFirst
            className="number"
          />
          <SortedColumn
            {...sorting}
            field="pull_count"
            label={t('projects.pulls')}
            descendingFirst
            className="number"
          />
          <SortedColumn {...sorting} field="update_time" label={t('projects.updated')} descendingFirst />
          <ActionsColumn />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {list.data?.body.map((repository) => (
          <RepositoryRow key={repository.id} {...repository} project={project.name} />
        ))}
      </Table.Tbody>
    </List>
  )
}

function useRepositories(project: string, search: ListSearch) {
  const { q, page = 1, sort = '-update_time' } = search
  return useQuery({
    queryKey: ['repositories', project, search],
    queryFn: () =>
      api.listRepositories({
        params: { project_name: project },
        query: { page, page_size: pageSize, sort, ...(q !== undefined && { q: contains('name', q) }) },
      }),
    placeholderData: keepPreviousData,
  })
}

interface RepositoryRowProps {
  readonly project: string
  /** With the project. */
  readonly name?: string | undefined
  readonly artifact_count?: number | undefined
  readonly pull_count?: number | undefined
  readonly update_time?: string | undefined
}

function RepositoryRow({
  project,
  name = '',
  artifact_count = 0,
  pull_count = 0,
  update_time,
}: RepositoryRowProps) {
  const { t, language } = useWords()
  return (
    <Table.Tr>
      <Table.Td className="long-name">
        <RepositoryLink repository={name}>{name.slice(project.length + 1)}</RepositoryLink>
      </Table.Td>
      <Table.Td className="number">{count(artifact_count, language)}</Table.Td>
      <Table.Td className="number">{count(pull_count, language)}</Table.Td>
      <Table.Td className="nowrap">
        <Ago time={update_time} />
      </Table.Td>
      <Table.Td className="number">
        <CopyIcon
          text={`docker pull ${window.location.host}/${name}`}
          label={t('projects.copyPull', { name })}
        />
      </Table.Td>
    </Table.Tr>
  )
}
