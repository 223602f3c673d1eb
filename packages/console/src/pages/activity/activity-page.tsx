// What happened in what the person may see: a picture of pushes and pulls, and a log in sentences.
import { Stack, Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { currentUser, useIsAdministrator } from '../../app/session.ts'
import { Skeletons } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import { useWords } from '../../words/words.tsx'
import { ActivityCounts } from './activity-counts.tsx'
import { ActivityFilters } from './activity-filters.tsx'
import { ActivityLog } from './activity-log.tsx'
import { StoragePicture } from './storage-picture.tsx'

const route = getRouteApi('/activity')

export function ActivityPage() {
  const { t } = useWords()
  const { view } = route.useSearch()
  const navigate = route.useNavigate()
  const isAdministrator = useIsAdministrator()
  const isKnown = !useQuery(currentUser).isPending
  // Which tabs there are depends on who looks: what a hidden one shows is not asked for meanwhile.
  if (!isKnown) return <Page title={t('activity.title')}>{<Skeletons rows={8} />}</Page>
  if (!isAdministrator) return <Page title={t('activity.title')}>{<Happened />}</Page>
  return (
    <Page title={t('activity.title')}>
      <Tabs
        value={view ?? 'happened'}
        keepMounted={false}
        onChange={(next) => navigate({ search: next === 'storage' ? { view: 'storage' } : {} })}
      >
        <Tabs.List mb="lg">
          <Tabs.Tab value="happened">{t('activity.happened')}</Tabs.Tab>
          <Tabs.Tab value="storage">{t('activity.storage')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="happened">
          <Happened />
        </Tabs.Panel>
        <Tabs.Panel value="storage">
          <StoragePicture />
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}

function Happened() {
  return (
    <Stack gap="lg">
      <ActivityFilters />
      <ActivityCounts />
      <ActivityLog />
    </Stack>
  )
}
