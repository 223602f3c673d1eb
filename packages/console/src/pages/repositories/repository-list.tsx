// Repositories, a row each: across projects, or of one.
import { Anchor, Stack, Table, Text } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { api } from '../../api.ts'
import { contains } from '../../app/filter.ts'
import type { ListSearch } from '../../app/list-search.ts'
import { repositoryParams } from '../../app/reference.ts'
import { summaryOf } from '../../app/summary.ts'
import { Ago } from '../../ui/ago.tsx'
import { count } from '../../ui/format.ts'
import { List, pageOf, pageSize, SortedColumn } from '../../ui/list.tsx'
import { RepositoryLink } from '../../ui/repository-link.tsx'
import { useWords } from '../../words/words.tsx'
import { CopyPull } from './copy-pull.tsx'

type Repository = Awaited<ReturnType<typeof api.listAllRepositories>>['body'][number]

export interface RepositoryListProps extends Searching {
  /** Only of this one. */
  readonly project?: string | undefined
  /** The page is of the project: names go without it. */
  readonly within?: boolean
  /** Where nothing is, and nothing was filtered. */
  readonly empty: ReactNode
  /** Beside the filter. */
  readonly tools?: ReactNode
}

/** What it is sorted by, unless another order is asked for. */
const first = '-update_time'

export function RepositoryList({
  project,
  within = false,
  empty,
  tools,
  search,
  onSearch,
}: RepositoryListProps) {
  const list = useRepositories(project, search)
  const sorting = { search: { sort: first, ...search }, onSearch }
  return (
    <List
      search={search}
      onSearch={onSearch}
      {...pageOf(list)}
      empty={empty}
      minWidth={280}
      tools={tools}
      sorts={{ first, fields: useSorts() }}
    >
      <Table.Thead>
        <Table.Tr>
          <Columns {...sorting} />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {list.data?.body.map((repository) => (
          <Row key={repository.id} repository={repository} within={within} />
        ))}
      </Table.Tbody>
    </List>
  )
}

function useRepositories(project: string | undefined, { q, page = 1, sort = first }: ListSearch) {
  const query = { page, page_size: pageSize, sort, ...(q !== undefined && { q: contains('name', q) }) }
  return useQuery({
    queryKey: ['repositories', project, query],
    queryFn: () =>
      project === undefined
        ? api.listAllRepositories({ query })
        : api.listRepositories({ params: { project_name: project }, query }),
    placeholderData: keepPreviousData,
  })
}

/** All of them, as a phone has only the column of names. */
function useSorts() {
  const { t } = useWords()
  return [
    { field: 'name', label: t('repositories.name') },
    { field: 'artifact_count', label: t('repositories.artifacts'), descendingFirst: true },
    { field: 'pull_count', label: t('repositories.pulls'), descendingFirst: true },
    { field: 'update_time', label: t('repositories.updated'), descendingFirst: true },
  ]
}

interface Searching {
  readonly search: ListSearch
  readonly onSearch: (search: ListSearch) => void
}

function Columns(sorting: Searching) {
  const { t } = useWords()
  return (
    <>
      <SortedColumn {...sorting} field="name" label={t('repositories.name')} />
      <SortedColumn
        {...sorting}
        field="artifact_count"
        label={t('repositories.artifacts')}
        descendingFirst
        className="number mantine-visible-from-sm"
      />
      <SortedColumn
        {...sorting}
        field="pull_count"
        label={t('repositories.pulls')}
        descendingFirst
        className="number mantine-visible-from-sm"
      />
      <SortedColumn
        {...sorting}
        field="update_time"
        label={t('repositories.updated')}
        descendingFirst
        className="nowrap mantine-visible-from-sm"
      />
      <Table.Th>
        <span className="unseen">{t('common.actions')}</span>
      </Table.Th>
    </>
  )
}

/** On narrow screens the name's cell says in a line when it changed. */
function Row({ repository, within }: { readonly repository: Repository; readonly within: boolean }) {
  const { language } = useWords()
  const { name = '', description = '', artifact_count = 0, pull_count = 0, update_time } = repository
  const { project_name, repository_name } = repositoryParams(name)
  const summary = summaryOf(description)
  return (
    <Table.Tr>
      <Table.Td className="long-name">
        <Stack gap={2}>
          <Text component="div" inherit className="long-name">
            {!within && <OfProject project={project_name} />}
            <RepositoryLink repository={name} fw={500}>
              {repository_name}
            </RepositoryLink>
          </Text>
          {summary !== '' && (
            <Text size="xs" c="dimmed" lineClamp={1}>
              {summary}
            </Text>
          )}
          <Text size="xs" c="dimmed" component="div" hiddenFrom="sm">
            <Ago time={update_time} />
          </Text>
        </Stack>
      </Table.Td>
      <Table.Td className="number" visibleFrom="sm">
        {count(artifact_count, language)}
      </Table.Td>
      <Table.Td className="number" visibleFrom="sm">
        {count(pull_count, language)}
      </Table.Td>
      <Table.Td className="nowrap" visibleFrom="sm">
        <Ago time={update_time} />
      </Table.Td>
      <Table.Td className="row-actions">
        <CopyPull repository={name} />
      </Table.Td>
    </Table.Tr>
  )
}

function OfProject({ project }: { readonly project: string }) {
  const { t } = useWords()
  return (
    <>
      <Anchor
        inherit
        c="dimmed"
        title={t('repositories.onlyProject', { project })}
        renderRoot={(props) => <Link {...props} to="/repositories" search={{ project }} />}
      >
        {project}
      </Anchor>
      <Text span inherit c="dimmed">
        {' / '}
      </Text>
    </>
  )
}
