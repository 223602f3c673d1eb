// Purges of the audit log: now, after a trial, or by a schedule; and what became of them.
import { Button, Card, Group, Stack, Text, Title } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { useSearchSteps } from '../../app/use-search-steps.ts'
import { Page } from '../../ui/page.tsx'
import { useTarget } from '../../ui/use-target.ts'
import { useWords } from '../../words/words.tsx'
import { type PurgeWish, usualWish } from './purge.ts'
import { PurgeDialog } from './purge-dialog.tsx'
import { PurgeHistory } from './purge-history.tsx'
import { PurgeSchedule } from './purge-schedule.tsx'
import { isComplete, PurgeWishFields } from './purge-wish-fields.tsx'

const route = getRouteApi('/administration/audit/purge')

export function PurgePage() {
  const { t } = useWords()
  const [search, onSearch] = useSearchSteps(route)
  const [wish, setWish] = useState<PurgeWish>(usualWish)
  const purging = useTarget<PurgeWish>()
  return (
    <Page
      title={t('administration.purge')}
      lead={t('administration.purge.lead')}
      crumbs={[{ label: t('administration.audit'), link: { to: '/administration/audit' } }]}
    >
      <Card withBorder padding="lg" component="section" aria-label={t('administration.purge.now')}>
        <Stack>
          <Stack gap={4}>
            <Title order={2} size="h4">
              {t('administration.purge.now')}
            </Title>
            <Text c="dimmed">{t('administration.purge.now.words')}</Text>
          </Stack>
          <PurgeWishFields wish={wish} onChange={setWish} />
          <Group>
            <Button variant="default" disabled={!isComplete(wish)} onClick={() => purging.open(wish)}>
              {t('administration.purge.look')}
            </Button>
          </Group>
        </Stack>
      </Card>
      <PurgeSchedule />
      <PurgeHistory search={search} onSearch={onSearch} />
      {purging.of && <PurgeDialog wish={purging.of} onClose={purging.close} />}
    </Page>
  )
}
