// What of a project can be set, and its end.
import { Alert, Anchor, Button, Card, Group, Stack } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { api } from '../../api.ts'
import { DangerCard } from '../../ui/danger-card.tsx'
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
  const { t } = useWords()
  const { project } = useProject()
  const deleting = useTarget<true>()
  const { data } = useQuery({
    queryKey: ['project', project.name, 'deletable'],
    queryFn: async () => (await api.getProjectDeletable(addressOf(project.name))).body,
  })
  return (
    <DangerCard
      action={t('projects.delete')}
      words={t('projects.deleteWords')}
      refusal={data?.deletable === false && (project.repo_count > 0 ? <NotEmpty /> : data.message)}
      disabled={!data?.deletable}
      onClick={() => deleting.open(true)}
    >
      {deleting.of && <DeleteProject onClose={deleting.close} />}
    </DangerCard>
  )
}

function NotEmpty() {
  const { t, many } = useWords()
  const { project } = useProject()
  const link = { to: '/projects/$project/repositories', params: { project: project.name } }
  return (
    <>
      {many('projects.deleteFirst', project.repo_count)}{' '}
      <Anchor component={Link} underline="always" {...(link as object)}>
        {t('projects.toRepositories')}
      </Anchor>
    </>
  )
}
