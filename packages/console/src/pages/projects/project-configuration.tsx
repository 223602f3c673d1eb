// What of a project can be set, and its end.
import { Alert, Anchor, Button, Card, Group, Stack, Text, Title } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { api } from '../../api.ts'
import { MissingNotice } from '../../ui/failure-notice.tsx'
import { useTarget } from '../../ui/use-target.ts'
import { useWords } from '../../words/words.tsx'
import { AccessChoice } from './access-choice.tsx'
import { DeleteProject } from './delete-project.tsx'
import { addressOf, isPublic, mayProject, useProject } from './project.ts'

export function ProjectConfiguration() {
  const { may } = useProject()
  if (!(mayProject(may, 'update') || mayProject(may, 'delete'))) return <MissingNotice />
  return (
    <Stack>
      {mayProject(may, 'update') && <AccessForm />}
      {mayProject(may, 'delete') && <End />}
    </Stack>
  )
}

function AccessForm() {
  const { t } = useWords()
  const { project } = useProject()
  const queries = useQueryClient()
  const was = isPublic(project)
  const [open, setOpen] = useState(was)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const save = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setProblem(undefined)
    try {
      await api.updateProject({ ...addressOf(project.name), body: { metadata: { public: String(open) } } })
      await queries.invalidateQueries({ queryKey: ['project', project.name] })
      await queries.invalidateQueries({ queryKey: ['projects'] })
      notifications.show({ message: t('common.saved'), color: 'teal' })
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Card withBorder padding="lg">
      <form onSubmit={save}>
        <Stack>
          <AccessChoice open={open} onChange={setOpen} />
          {open !== was && (
            <Alert color="yellow">{t(open ? 'projects.becomesPublic' : 'projects.becomesPrivate')}</Alert>
          )}
          {problem !== undefined && (
            <Alert color="red" role="alert" className="long-name">
              {problem}
            </Alert>
          )}
          <Group>
            <Button type="submit" loading={busy} disabled={open === was}>
              {t('common.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  )
}

/** Deleting it, or what stands in the way. */
function End() {
  const { t, many } = useWords()
  const { project } = useProject()
  const deleting = useTarget<true>()
  const { data } = useQuery({
    queryKey: ['project', project.name, 'deletable'],
    queryFn: async () => (await api.getProjectDeletable(addressOf(project.name))).body,
  })
  const refused = data?.deletable === false
  return (
    <Card withBorder padding="lg">
      <Group justify="space-between" gap="md">
        <Stack gap={4} flex="1 1 260px">
          <Title order={2} size="h4">
            {t('projects.delete')}
          </Title>
          <Text c="dimmed" size="sm">
            {t('projects.deleteWords')}
          </Text>
          {refused && (
            <Text size="sm">
              {project.repo_count > 0 ? (
                <>
                  {many('projects.deleteFirst', project.repo_count)}{' '}
                  <Anchor
                    component={Link}
                    underline="always"
                    {...({
                      to: '/projects/$project/repositories',
                      params: { project: project.name },
                    } as object)}
                  >
                    {t('projects.toRepositories')}
                  </Anchor>
                </>
              ) : (
                data.message
              )}
            </Text>
          )}
        </Stack>
        <Button color="red" variant="outline" disabled={!data?.deletable} onClick={() => deleting.open(true)}>
          {t('projects.delete')}
        </Button>
      </Group>
      {deleting.of && <DeleteProject onClose={deleting.close} />}
    </Card>
  )
}
