// One repository: how to pull from it, and its parts in tabs; which one is in the address.
import { Card, Skeleton, Stack, Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { type May, useMay } from '../../app/session.ts'
import { FailureNotice, MissingNotice } from '../../ui/failure-notice.tsx'
import { FirstPush } from '../../ui/first-push.tsx'
import { ago } from '../../ui/format.ts'
import { Skeletons } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import { PinButton } from '../../ui/pin-button.tsx'
import { PullCommands } from '../../ui/pull-commands.tsx'
import { useWords } from '../../words/words.tsx'
import { AboutTab } from './about-tab.tsx'
import { ActivityTab } from './activity-tab.tsx'
import { defaultQuery, repositoryQuery } from './artifact-queries.ts'
import { useReferenceFrame } from './reference-frame.ts'
import { SettingsTab } from './settings-tab.tsx'
import { TagsTab } from './tags-tab.tsx'

const route = getRouteApi('/repositories/$')

const tabs = ['tags', 'about', 'activity', 'settings'] as const
type Tab = (typeof tabs)[number]

type Repository = NonNullable<Awaited<ReturnType<NonNullable<ReturnType<typeof repositoryQuery>['queryFn']>>>>

export function RepositoryPage({ repository }: { readonly repository: string }) {
  const { data, error, refetch } = useQuery(repositoryQuery(repository))
  const may = useMay(data?.project_id)
  const frame = useReferenceFrame(repository)
  return (
    <Page
      {...frame}
      mark={data && <PinButton repository={repository} />}
      lead={<Summary of={data} failed={error !== null} />}
    >
      {error ? (
        <FailureNotice error={error} again={refetch} />
      ) : (
        <>
          <DefaultPull repository={repository} />
          {data && may.isKnown ? <Parts repository={repository} of={data} may={may} /> : <PartsComing />}
        </>
      )}
    </Page>
  )
}

function Summary({ of, failed }: { readonly of: Repository | undefined; readonly failed: boolean }) {
  const { t, many, language } = useWords()
  if (failed) return null
  if (!of) return <Skeleton component="span" display="block" height={16} my={4} width={280} />
  const { artifact_count = 0, pull_count = 0, update_time = '' } = of
  const changed = ago(update_time, language)
  return [
    many('repositories.artifactCount', artifact_count),
    ...(pull_count > 0 ? [many('repositories.pullCount', pull_count)] : []),
    ...(changed === undefined ? [] : [t('repositories.changed', { ago: changed })]),
  ].join(' · ')
}

function DefaultPull({ repository }: { readonly repository: string }) {
  const { data, isPending } = useQuery(defaultQuery(repository))
  if (isPending) {
    return (
      <Card withBorder padding="md" aria-busy="true">
        <Skeleton height={36} />
      </Card>
    )
  }
  if (!data) return null
  return (
    <Card withBorder padding="md">
      <PullCommands repository={repository} {...data} />
    </Card>
  )
}

/** The line of the tabs has its place already. */
function PartsComing() {
  return (
    <Stack>
      <div className="tab-links" />
      <Skeletons />
    </Stack>
  )
}

interface PartsProps {
  readonly repository: string
  readonly of: Repository
  readonly may: May
}

function Parts({ repository, of, may }: PartsProps) {
  const { t } = useWords()
  const { tab } = route.useSearch()
  const navigate = route.useNavigate()
  const current: Tab = tabs.find((each) => each === tab) ?? 'tags'
  const allowed: Record<Tab, boolean> = {
    ...{ tags: true, about: true },
    activity: may('log', 'list'),
    settings: may('repository', 'delete'),
  }
  const show = (next: string | null) => navigate({ search: next === 'tags' ? {} : { tab: next ?? 'tags' } })
  return (
    <Tabs value={current} onChange={show} keepMounted={false}>
      <Stack>
        <Tabs.List aria-label={t('repositories.tabs')}>
          {tabs
            .filter((each) => allowed[each] || each === current)
            .map((each) => (
              <Tabs.Tab key={each} value={each}>
                {t(`repositories.tab.${each}`)}
              </Tabs.Tab>
            ))}
        </Tabs.List>
        <Tabs.Panel value="tags">
          {of.artifact_count === 0 ? (
            <FirstPush repository={repository} />
          ) : (
            <TagsTab repository={repository} may={may} />
          )}
        </Tabs.Panel>
        <Tabs.Panel value="about">
          <AboutTab
            repository={repository}
            description={of.description ?? ''}
            editable={may('repository', 'update')}
          />
        </Tabs.Panel>
        <Tabs.Panel value="activity">
          <ActivityTab repository={repository} />
        </Tabs.Panel>
        <Tabs.Panel value="settings">
          {allowed.settings ? <SettingsTab repository={repository} of={of} /> : <MissingNotice />}
        </Tabs.Panel>
      </Stack>
    </Tabs>
  )
}
