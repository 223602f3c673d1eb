// One project: its name, what it has, and its tabs.
import { Group, Skeleton, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Outlet } from '@tanstack/react-router'
import { api } from '../../api.ts'
import { type May, useCurrentUser, useMay } from '../../app/session.ts'
import { Ago } from '../../ui/ago.tsx'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { Skeletons } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import { TabLinks } from '../../ui/tab-links.tsx'
import { type CountedKey, useWords } from '../../words/words.tsx'
import { Access } from './access.tsx'
import { addressOf, isPublic, mayProject, type Project, ProjectContext, projectQuery } from './project.ts'

const route = getRouteApi('/projects/$project')

export function ProjectPage() {
  const { t } = useWords()
  const { project: name } = route.useParams()
  const { data: project, error, refetch } = useQuery(projectQuery(name))
  const may = useMay(project?.project_id)
  const crumbs = [{ label: t('projects.title'), link: { to: '/projects' as const } }]
  return (
    <Page
      title={name}
      crumbs={crumbs}
      mark={project && <Access open={isPublic(project)} />}
      lead={project ? <Summary project={project} /> : !error && <Skeleton {...summaryPlace} />}
    >
      {error && <FailureNotice error={error} again={() => refetch()} />}
      {!error && !(project && may.isKnown) && (
        <>
          <div className="tab-links" />
          <Skeletons />
        </>
      )}
      {project && may.isKnown && (
        <ProjectContext value={{ project, may }}>
          <Tabs project={project} may={may} />
          <Outlet />
        </ProjectContext>
      )}
    </Page>
  )
}

/** As high as the line of the summary. */
const summaryPlace = { component: 'span', display: 'block', height: 16, my: 4, width: 280 } as const

type TabName = 'repositories' | 'members' | 'robots' | 'labels' | 'trust' | 'log' | 'configuration'

/** Those that the person may see. What a public project shows to everybody, it shows to strangers. */
function Tabs({ project, may }: { readonly project: Project; readonly may: May }) {
  const { t } = useWords()
  const isStranger = useCurrentUser() === undefined
  const shown: Readonly<Record<TabName, boolean>> = {
    repositories: true,
    members: may('member', 'list'),
    robots: may('robot', 'list'),
    labels: isStranger || may('label', 'list'),
    trust: may('robot', 'update'),
    log: may('log', 'list'),
    configuration: mayProject(may, 'update') || mayProject(may, 'delete'),
  }
  const names = (Object.keys(shown) as TabName[]).filter((name) => shown[name])
  return (
    <TabLinks
      label={t('projects.tabs')}
      tabs={names.map((name) => ({
        label: t(`projects.tab.${name}`),
        link: { to: `/projects/$project/${name}`, params: { project: project.name } },
      }))}
    />
  )
}

/** What the project has, in one line; members by role for those who may list them. */
function Summary({ project }: { readonly project: Project }) {
  const { t, many } = useWords()
  const { data } = useQuery({
    queryKey: ['project', project.name, 'summary'],
    queryFn: async () => (await api.getProjectSummary(addressOf(project.name))).body,
  })
  const byRole: readonly (readonly [CountedKey, number | undefined])[] = [
    ['projects.count.projectAdmin', data?.project_admin_count],
    ['projects.count.maintainer', data?.maintainer_count],
    ['projects.count.developer', data?.developer_count],
    ['projects.count.guest', data?.guest_count],
    ['projects.count.limitedGuest', data?.limited_guest_count],
  ]
  const members = byRole.filter(([, value = 0]) => value > 0)
  return (
    <Group component="span" className="summary">
      {project.owner_name && (
        <Text span inherit className="long-name">
          {t('projects.owner', { name: project.owner_name })}
        </Text>
      )}
      <span>
        {t('common.created')} <Ago time={project.creation_time} />
      </span>
      <span>{many('projects.count.repository', data?.repo_count ?? project.repo_count)}</span>
      {members.map(([key, value = 0]) => (
        <span key={key}>{many(key, value)}</span>
      ))}
    </Group>
  )
}
