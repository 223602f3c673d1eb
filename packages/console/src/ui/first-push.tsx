// An empty registry, project or repository teaches its first push, with the real host, by each client that can.
import { Anchor, Card, Group, Stack, Text, Title } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { pushClients, pushCommands } from '../app/push-command.ts'
import { useCurrentUser } from '../app/session.ts'
import { useWords } from '../words/words.tsx'
import { ClientChoice, clientAmong, usePreferredClient } from './client-choice.tsx'
import { CopyLine } from './copy-line.tsx'

/** Is there from the beginning. */
const givenProject = 'library'

export interface FirstPushProps {
  /** Where it is known: a project, or a repository with its project. */
  readonly project?: string | undefined
  readonly repository?: string
}

export function FirstPush({ project = givenProject, repository }: FirstPushProps) {
  const { t } = useWords()
  const user = useCurrentUser()
  const [preferred, prefer] = usePreferredClient()
  const client = clientAmong(pushClients, preferred)
  const slash = repository?.lastIndexOf('/')
  const pushed = {
    folder: repository?.slice(0, slash) ?? project,
    name: repository?.slice((slash ?? 0) + 1),
    username: user?.username ?? 'your-name',
  }
  return (
    <Card withBorder padding="xl">
      <Stack>
        <Group justify="space-between" align="flex-start">
          <Stack gap={4}>
            <Title order={2} size="h4">
              {t('repositories.empty.title')}
            </Title>
            <Text c="dimmed">{t('repositories.empty.words')}</Text>
          </Stack>
          <ClientChoice clients={pushClients} value={client} onChange={prefer} />
        </Group>
        {pushCommands(client, pushed, window.location).map((line) => (
          <CopyLine key={line} text={line} />
        ))}
        <Text c="dimmed">
          {t(client === 'crane' ? 'repositories.empty.stdin' : 'repositories.empty.asks')}{' '}
          {user && (
            <Anchor component={Link} to="/account" inherit underline="always">
              {t('repositories.empty.token')}
            </Anchor>
          )}
        </Text>
      </Stack>
    </Card>
  )
}
