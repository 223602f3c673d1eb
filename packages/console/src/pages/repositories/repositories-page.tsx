// Repositories across projects, or of one, a row each.
import { Anchor, Pill, Stack, Table, Text } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { api } from '../../api.ts'
import { contains } from '../../app/filter.ts'
import { repositoryParams } from '../../app/reference.ts'
import { searchStep } from '../../app/search-step.ts'
import { summaryOf } from '../../app/summary.ts'
import { Ago } from '../../ui/ago.tsx'
import { FirstPush } from '../../ui/first-push.tsx'
import { count } from '../../ui/format.ts'
import { List, pageOf, pageSize, SortedColumn } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import { RepositoryLink } from '../../ui/repository-link.tsx'
import { SortChoice } from '../../ui/sort-choice.tsx'
import { useWords } from '../../words/words.tsx'
import { CopyPull } from './copy-pull.tsx'
import type { RepositoriesSearch } from './repository-search.ts'

const route = getRouteApi('/repositories/')

type Repository = Awaited<ReturnType<typeof api.listAllRepositories>>['body'][number]

export function RepositoriesPage() {
  const { t } = useWords()
  const search = route.useSearch()
  const { project } = search
  const navigate = route.useNavigate()
  const list = useRepositories(search)
  const sorting = {
    search,
    onSearch: (next: RepositoriesSearch) => navigate({ search: next, ...searchStep(search, next) }),
  }
  return (
    <Page title={t('repositories.title')}>
      <List
        {...sorting}
        {...pageOf(list)}
        empty={<FirstPush project={project} />}
        minWidth={280}
        tools={
          <>
            {list.data?.total !== 0 && <Sorts {...sorting} search={{ sort: '-update_time', ...search }} />}
            {project !== undefined && <ProjectPill search={search} project={project} />}
          </>
        }
      >
        <Table.Thead>
          <Table.Tr>
            <Columns {...sorting} search={{ sort: '-update_time', ...search }} />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {list.data?.body.map((repository) => (
            <Row key={repository.id} repository={repository} />
          ))}
        </Table.Tbody>
      </List>
    </Page>
  )
}

function useRepositories(search: RepositoriesSearch) {
  const { q, project, page = 1, sort = '-update_time' } = search
  const query = { page, page_size: pageSize, sort, ...(q !== undefined && { q: contains('name', q) }) }
  return useQuery({
    queryKey: ['repositories', search],
    queryFn: () =>
      project === undefined
        ? api.listAllRepositories({ query })
        : api.listRepositories({ params: { project_name: project }, query }),
    placeholderData: keepPreviousData,
  })
}

interface Searching {
  readonly search: RepositoriesSearch
  readonly onSearch: (search: RepositoriesSearch) => void
}

function Columns(sorting: Searching) {
  const { t } = useWords()
  return (
    <>
      <SortedColumn {...sorting} field="name" label={t('repositories.name')} className="no-card" />
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

/** All of them, as a phone has only the column of names. */
function Sorts(sorting: Searching) {
  const { t } = useWords()
  const fields = [
    { field: 'name', label: t('repositories.name') },
    { field: 'artifact_count', label: t('repositories.artifacts'), descendingFirst: true },
    { field: 'pull_count', label: t('repositories.pulls'), descendingFirst: true },
    { field: 'update_time', label: t('repositories.updated'), descendingFirst: true },
  ]
  return <SortChoice {...sorting} fields={fields} hiddenFrom="sm" />
}

/** On narrow screens the name's cell says in a line when it changed. */
function Row({ repository }: { readonly repository: Repository }) {
  const { t, language } = useWords()
  const { name = '', description = '', artifact_count = 0, pull_count = 0, update_time } = repository
  const { project_name, repository_name } = repositoryParams(name)
  const summary = summaryOf(description)
  return (
    <Table.Tr>
      <Table.Td className="long-name">
        <Stack gap={2}>
          <Text component="div" inherit className="long-name">
            <Anchor
              inherit
              c="dimmed"
              title={t('repositories.onlyProject', { project: project_name })}
              renderRoot={(props) => (
                <Link {...props} to="/repositories" search={{ project: project_name }} />
              )}
            >
              {project_name}
            </Anchor>
            <Text span inherit c="dimmed">
              {' / '}
            </Text>
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

function ProjectPill({ search, project }: { readonly search: RepositoriesSearch; readonly project: string }) {
  const { t } = useWords()
  const navigate = route.useNavigate()
  const { project: _, page: __, ...others } = search
  return (
    <Pill
      size="md"
      withRemoveButton
      removeButtonProps={{ 'aria-label': t('repositories.anyProject'), tabIndex: 0, 'aria-hidden': false }}
      onRemove={() => navigate({ search: others })}
    >
      {t('repositories.ofProject', { project })}
    </Pill>
  )
}
