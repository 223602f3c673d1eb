// Projects that the person may see.
import { Anchor, Button, SegmentedControl, Table } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { api } from '../../api.ts'
import { useCurrentUser, useIsAdministrator } from '../../app/session.ts'
import { systemInfo } from '../../app/system-info.ts'
import { useSearchSteps } from '../../app/use-search-steps.ts'
import { type NamedRole, nameOfRole, useRolesOf } from '../../roles/roles.ts'
import { Ago } from '../../ui/ago.tsx'
import { EmptyCard } from '../../ui/empty-card.tsx'
import { count } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { List, Nothing, pageOf, pageSize, SortedColumn } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import { useTarget } from '../../ui/use-target.ts'
import { useWords } from '../../words/words.tsx'
import { Access } from './access.tsx'
import { CreateProject } from './create-project.tsx'
import { isPublic, type Project } from './project.ts'
import type { ProjectsSearch } from './projects-search.ts'

const route = getRouteApi('/projects')

export function ProjectsPage() {
  const { t } = useWords()
  const [search, onSearch] = useSearchSteps(route)
  const list = useProjects(search)
  const creator = useTarget<true>()
  const isUser = useCurrentUser() !== undefined
  const roles = useRolesOf(list.data?.body.flatMap((each) => each.current_user_role_ids ?? []) ?? [])
  const sorting = { search, onSearch }
  const make = useMayCreate() && (
    <Button leftSection={<Icon name="plus" />} onClick={() => creator.open(true)}>
      {t('projects.new')}
    </Button>
  )
  const none = list.data?.total === 0 && search.q === undefined && search.access === undefined
  return (
    <Page title={t('projects.title')}>
      <List
        {...sorting}
        {...pageOf(list)}
        minWidth={560}
        sorts={{
          first: 'name',
          fields: [
            { field: 'name', label: t('projects.name') },
            { field: 'repo_count', label: t('projects.repositories'), descendingFirst: true },
            { field: 'creation_time', label: t('common.created'), descendingFirst: true },
          ],
        }}
        tools={
          none ? undefined : (
            <>
              <AccessFilter search={search} onSearch={onSearch} />
              {make}
            </>
          )
        }
        empty={
          none ? (
            <EmptyCard
              title={t('projects.empty.title')}
              words={t(make ? 'projects.empty.words' : 'projects.empty.none')}
              action={make}
            />
          ) : (
            <Nothing>{t('list.nothing')}</Nothing>
          )
        }
      >
        <Table.Thead>
          <Table.Tr>
            <SortedColumn {...sorting} field="name" label={t('projects.name')} />
            <Table.Th>{t('projects.access')}</Table.Th>
            {isUser && <Table.Th>{t('projects.role')}</Table.Th>}
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
          {list.data?.body.map((project) => (
            <ProjectRow key={project.project_id} project={project} roles={isUser ? roles : undefined} />
          ))}
        </Table.Tbody>
      </List>
      {creator.of && <CreateProject onClose={creator.close} />}
    </Page>
  )
}

function useProjects(search: ProjectsSearch) {
  const { q: name, page = 1, sort = 'name', access } = search
  return useQuery({
    queryKey: ['projects', search],
    queryFn: () =>
      api.listProjects({
        query: {
          ...{ page, page_size: pageSize, sort, with_detail: false },
          ...(name !== undefined && { name }),
          ...(access !== undefined && { public: access === 'public' }),
        },
      }),
    placeholderData: keepPreviousData,
  })
}

/** Whether the setting lets this person make projects. */
function useMayCreate(): boolean {
  const isUser = useCurrentUser() !== undefined
  const isAdministrator = useIsAdministrator()
  const { data } = useQuery({ ...systemInfo, enabled: isUser })
  return isAdministrator || (isUser && data?.project_creation_restriction === 'everyone')
}

interface AccessFilterProps {
  readonly search: ProjectsSearch
  readonly onSearch: (search: ProjectsSearch) => void
}

function AccessFilter({ search: { access, page: _, ...others }, onSearch }: AccessFilterProps) {
  const { t } = useWords()
  return (
    <SegmentedControl
      aria-label={t('projects.access')}
      value={access ?? 'all'}
      data={[
        { value: 'all', label: t('common.all') },
        { value: 'public', label: t('projects.public') },
        { value: 'private', label: t('projects.private') },
      ]}
      onChange={(value) =>
        onSearch(value === 'public' || value === 'private' ? { ...others, access: value } : others)
      }
    />
  )
}

interface ProjectRowProps {
  readonly project: Project
  /** Undefined for somebody who has none anywhere. */
  readonly roles: readonly NamedRole[] | undefined
}

function ProjectRow({ project, roles }: ProjectRowProps) {
  const { language } = useWords()
  const { name, repo_count, creation_time, current_user_role_ids } = project
  return (
    <Table.Tr>
      <Table.Td className="long-name">
        <Anchor
          component={Link}
          {...({ to: '/projects/$project/repositories', params: { project: name } } as object)}
          inherit
        >
          {name}
        </Anchor>
      </Table.Td>
      <Table.Td>
        <Access open={isPublic(project)} />
      </Table.Td>
      {roles && <Table.Td>{nameOfRole(roles, current_user_role_ids) ?? '–'}</Table.Td>}
      <Table.Td className="number">{count(repo_count, language)}</Table.Td>
      <Table.Td className="nowrap">
        <Ago time={creation_time} />
      </Table.Td>
    </Table.Tr>
  )
}
