// What the server works at: jobs and events, and the jobs that were given up.
import { Alert, Card, Code, Stack, Table, Title } from '@mantine/core'
import { Ago } from '../../ui/ago.tsx'
import { CardRows } from '../../ui/card-rows.tsx'
import { Facts } from '../../ui/facts.tsx'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { count } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { Skeletons } from '../../ui/list.tsx'
import { useWords } from '../../words/words.tsx'
import { SystemCard, useSystemState } from './system-card.tsx'

/** As far as the server counts. */
const countMost = 1_000

export function Work({ every }: { readonly every: number }) {
  const { t, language } = useWords()
  const state = useSystemState(every)
  if (state.error) return <FailureNotice error={state.error} again={() => state.refetch()} />
  if (!state.data) return <Skeletons rows={4} />
  const { jobs, events } = state.data
  const shown = (number: number) =>
    number >= countMost
      ? t('administration.work.orMore', { count: count(number, language) })
      : count(number, language)
  return (
    <SystemCard title={t('administration.work')}>
      <Facts
        facts={[
          [t('administration.work.running'), shown(jobs.running)],
          [t('administration.work.due'), shown(jobs.due)],
          [t('administration.work.planned'), shown(jobs.planned)],
          [t('administration.work.failed'), shown(jobs.failed)],
          [
            t('administration.work.waiting'),
            <span key="waiting">
              {shown(events.waiting)}
              {events.oldest !== undefined && (
                <>
                  {' · '}
                  {t('administration.work.oldest')} <Ago time={events.oldest} />
                </>
              )}
            </span>,
          ],
          [t('administration.work.parked'), shown(events.parked)],
        ]}
      />
      {events.parked > 0 && (
        <Alert color="red" icon={<Icon name="alert" />}>
          {t('administration.work.parked.words')}
        </Alert>
      )}
    </SystemCard>
  )
}

export function JobFailures({ every }: { readonly every: number }) {
  const { t } = useWords()
  const failures = useSystemState(every).data?.jobs.last_failures ?? []
  if (failures.length === 0) return null
  return (
    <Stack gap="sm">
      <Title order={2} size="h4">
        {t('administration.work.failures')}
      </Title>
      <Card withBorder padding={0}>
        <Table.ScrollContainer minWidth={480} type="native" tabIndex={0}>
          <CardRows>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('administration.work.kind')}</Table.Th>
                <Table.Th>{t('log.when')}</Table.Th>
                <Table.Th>{t('administration.work.error')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {failures.map(({ kind, time, error }) => (
                <Table.Tr key={`${kind} ${time}`}>
                  <Table.Td>
                    <Code>{kind}</Code>
                  </Table.Td>
                  <Table.Td className="nowrap">
                    <Ago time={time} />
                  </Table.Td>
                  <Table.Td className="long-name">{error}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </CardRows>
        </Table.ScrollContainer>
      </Card>
    </Stack>
  )
}
