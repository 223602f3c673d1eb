// Deletes a project, after saying what goes with it.
import { List, Skeleton, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { api } from '../../api.ts'
import { filterOf } from '../../robots/robot.ts'
import { DangerDialog } from '../../ui/dialog.tsx'
import { useWords } from '../../words/words.tsx'
import { addressOf, type Project, useProject } from './project.ts'

export function DeleteProject({ onClose }: { readonly onClose: () => void }) {
  const { t, many } = useWords()
  const { project } = useProject()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { data: going, isPending } = useGoing(project)
  const submit = async () => {
    await api.deleteProject(addressOf(project.name))
    await navigate({ to: '/projects' })
    queries.removeQueries({ queryKey: ['project', project.name] })
    await queries.invalidateQueries({ queryKey: ['projects'] })
  }
  return (
    <DangerDialog
      opened
      title={t('projects.delete')}
      action={t('projects.delete')}
      typed={project.name}
      done={t('projects.deleted', { name: project.name })}
      onClose={onClose}
      onSubmit={submit}
    >
      <Text>{t('projects.goes')}</Text>
      {isPending && <Skeleton height={96} aria-busy />}
      {going && (
        <List>
          <List.Item>{many('projects.goes.members', going.members)}</List.Item>
          <List.Item>{many('projects.goes.robots', going.robots)}</List.Item>
          <List.Item>{many('projects.goes.labels', going.labels)}</List.Item>
          <List.Item>{many('projects.goes.rules', going.rules)}</List.Item>
        </List>
      )}
      <Text size="sm" c="dimmed">
        {t('projects.goes.log')}
      </Text>
    </DangerDialog>
  )
}

/** How many there are of what goes; only counts are asked for. */
function useGoing({ name, project_id }: Project) {
  const place = { level: 'project', projectId: project_id, project: name } as const
  const page_size = 1
  return useQuery({
    queryKey: ['project', name, 'going'],
    queryFn: async () => {
      const [members, robots, labels, rules] = await Promise.all([
        api.listProjectMembers({ ...addressOf(name), query: { page_size } }),
        api.ListRobot({ query: { q: filterOf(place), page_size } }),
        api.ListLabels({ query: { scope: 'p', project_id, page_size } }),
        api.listProjectTrustRules({ ...addressOf(name), query: { page_size } }),
      ])
      const [first = 0, second = 0, third = 0, fourth = 0] = [members, robots, labels, rules].map(
        ({ total }) => total,
      )
      return { members: first, robots: second, labels: third, rules: fourth }
    },
  })
}
