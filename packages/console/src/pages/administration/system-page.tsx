// How the server is doing: health, room, what it holds, its jobs and events.
import { Alert, Anchor, Badge, Group, Progress, SimpleGrid, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { api } from '../../api.ts'
import { systemInfo } from '../../app/system-info.ts'
import { Ago } from '../../ui/ago.tsx'
import { Facts } from '../../ui/facts.tsx'
import { FailureNotice, failureOf } from '../../ui/failure-notice.tsx'
import { count, size } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { Skeletons } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import { useWords } from '../../words/words.tsx'
import { SystemCard, useSystemState } from './system-card.tsx'
import { JobFailures, Work } from './system-work.tsx'

/** How often the page asks again, in milliseconds. */
const lookAgain = 15_000

export function SystemPage() {
  const { t } = useWords()
  return (
    <Page title={t('administration.system')} lead={t('administration.system.lead')}>
      <ReadOnly />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Health />
        <Server />
        <Storage />
        <Work every={lookAgain} />
      </SimpleGrid>
      <JobFailures every={lookAgain} />
    </Page>
  )
}

function useInfo() {
  return useQuery({ ...systemInfo, refetchInterval: lookAgain })
}

function ReadOnly() {
  const { t } = useWords()
  if (useInfo().data?.read_only !== true) return null
  return (
    <Alert variant="default" icon={<Icon name="lock" />} title={t('administration.readOnly.on')}>
      <Stack gap="xs">
        <Text>{t('administration.readOnly.words')}</Text>
        <Anchor component={Link} to="/administration/configuration">
          {t('administration.configuration')}
        </Anchor>
      </Stack>
    </Alert>
  )
}

const components = { core: 'core', database: 'database', storage: 'storage' } as const

function Health() {
  const { t } = useWords()
  const health = useQuery({
    queryKey: ['system', 'health'],
    queryFn: async () => (await api.getHealth()).body,
    refetchInterval: lookAgain,
  })
  if (health.error) return <FailureNotice error={health.error} again={() => health.refetch()} />
  if (!health.data) return <Skeletons rows={4} />
  return (
    <SystemCard title={t('administration.health')}>
      {health.data.components.map(({ name, status, error }) => {
        const good = status === 'healthy'
        const known = components[name as keyof typeof components]
        return (
          <Group key={name} justify="space-between" wrap="nowrap" align="flex-start">
            <Stack gap={0}>
              <Text>{known ? t(`administration.health.${known}`) : name}</Text>
              {error && (
                <Text size="sm" c="dimmed">
                  {error}
                </Text>
              )}
            </Stack>
            <Badge
              variant="default"
              className="firm"
              leftSection={<Icon name={good ? 'check' : 'alert'} size={12} />}
            >
              {t(good ? 'administration.health.good' : 'administration.health.bad')}
            </Badge>
          </Group>
        )
      })}
    </SystemCard>
  )
}

const engines = { sqlite: 'SQLite', postgres: 'PostgreSQL' } as const

function Server() {
  const { t } = useWords()
  const state = useSystemState(lookAgain)
  const info = useInfo()
  const failure = failureOf(state, info)
  if (failure) return <FailureNotice {...failure} />
  if (!state.data || !info.data) return <Skeletons rows={4} />
  const { version, started_at, database } = state.data
  return (
    <SystemCard title={t('administration.server')}>
      <Facts
        facts={[
          [t('administration.server.version'), version],
          [t('administration.server.since'), <Ago key="since" time={started_at} />],
          [t('administration.server.address'), info.data.external_url],
          [
            t('administration.server.database'),
            database.size === undefined
              ? engines[database.engine]
              : `${engines[database.engine]} · ${size(database.size)}`,
          ],
        ]}
      />
    </SystemCard>
  )
}

function Storage() {
  const { t, language } = useWords()
  const volumes = useQuery({
    queryKey: ['system', 'volumes'],
    queryFn: async () => (await api.getVolumes()).body.storage[0],
    refetchInterval: lookAgain,
  })
  const counts = useQuery({
    queryKey: ['system', 'counts'],
    queryFn: async () => (await api.getStatistic()).body,
  })
  const failure = failureOf(volumes, counts)
  if (failure) return <FailureNotice {...failure} />
  if (!volumes.data || !counts.data) return <Skeletons rows={4} />
  const { total, free } = volumes.data
  const used = total === 0 ? 0 : Math.round(((total - free) / total) * 100)
  const { total_storage_consumption, total_project_count = 0, total_repo_count = 0 } = counts.data
  return (
    <SystemCard title={t('administration.storage')}>
      <Stack gap={4}>
        <Progress
          value={used}
          color={used >= 90 ? 'red' : used >= 75 ? 'yellow' : 'harbour'}
          size="lg"
          aria-label={t('administration.storage.used', { percent: used })}
        />
        <Text size="sm">
          {t('administration.storage.free', { free: size(free), total: size(total), percent: used })}
        </Text>
      </Stack>
      <Facts
        facts={[
          [
            t('administration.storage.content'),
            total_storage_consumption === undefined ? undefined : size(total_storage_consumption),
          ],
          [t('administration.storage.projects'), count(total_project_count, language)],
          [t('administration.storage.repositories'), count(total_repo_count, language)],
        ]}
      />
    </SystemCard>
  )
}
