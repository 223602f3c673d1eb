// What happened, newest first, in sentences, by day.
import { Anchor, Card, Group, Select, Stack, Text, ThemeIcon, Title } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { api } from '../../api.ts'
import { allOf, equals } from '../../app/filter.ts'
import { signInAddress, useCurrentUser } from '../../app/session.ts'
import { useSearchSteps } from '../../app/use-search-steps.ts'
import { type LogEntry, LogSentence } from '../../log/log-sentence.tsx'
import { Ago } from '../../ui/ago.tsx'
import { FailureNotice, isMissing } from '../../ui/failure-notice.tsx'
import { Icon, type IconName } from '../../ui/icon.tsx'
import { Nothing, pageSize, Skeletons } from '../../ui/list.tsx'
import { Pages } from '../../ui/pages.tsx'
import { TextFilter } from '../../ui/text-filter.tsx'
import { type Language, useWords } from '../../words/words.tsx'
import type { ActivitySearch } from './activity-search.ts'

const route = getRouteApi('/activity')
const day = 86_400_000
/** With filters the server counts no further, and no page lies beyond. */
const reachable = 10_000

export function ActivityLog() {
  const { t } = useWords()
  const user = useCurrentUser()
  return (
    <Stack gap="sm" component="section" aria-label={t('activity.log')}>
      <Title order={2} size="h4">
        {t('activity.log')}
      </Title>
      {user ? (
        <>
          <LogFilters />
          <Entries />
        </>
      ) : (
        <Nothing>
          <Anchor href={signInAddress('/activity')} underline="always">
            {t('activity.signIn')}
          </Anchor>
        </Nothing>
      )}
    </Stack>
  )
}

function LogFilters() {
  const { t } = useWords()
  const [current, go] = useSearchSteps(route)
  const { operation, who = '', page: _, ...others } = current
  const kinds = ['create', 'pull', 'delete', 'update', 'login'] as const
  return (
    <Group gap="md">
      <Select
        aria-label={t('activity.operation')}
        w={{ base: '100%', xs: 220 }}
        value={operation ?? 'all'}
        allowDeselect={false}
        data={[
          { value: 'all', label: t('activity.operation.all') },
          ...kinds.map((value) => ({ value, label: t(`activity.operation.${value}`) })),
        ]}
        onChange={(value) => {
          const chosen = value === null || value === 'all' ? {} : { operation: value }
          go({ ...others, ...chosen, ...(who !== '' && { who }) })
        }}
      />
      <TextFilter
        aria-label={t('activity.who')}
        placeholder={t('activity.who')}
        w={{ base: '100%', xs: 220 }}
        value={who}
        onChange={(value) =>
          go({ ...others, ...(operation && { operation }), ...(value !== '' && { who: value }) })
        }
      />
    </Group>
  )
}

async function ask({ days, project, operation, who, page = 1 }: ActivitySearch) {
  const from = new Date(Date.now() - (days ?? 30) * day).toISOString().slice(0, 10)
  const q = allOf([
    `op_time=[${from}~]`,
    operation && `operation=${operation}`,
    who && equals('username', who),
  ])
  const query = { page, page_size: pageSize, q }
  return project === undefined
    ? api.listAuditLogExts({ query })
    : api.getLogExts({ params: { project_name: project }, query })
}

function Entries() {
  const { t, many } = useWords()
  const [search, go] = useSearchSteps(route)
  const { view: _, ...asked } = search
  const list = useQuery({
    queryKey: ['activity', 'log', asked],
    queryFn: () => ask(asked),
    placeholderData: keepPreviousData,
  })
  // The project's log is not theirs to see, though the project may be.
  if (list.error && isMissing(list.error)) return <Nothing>{t('activity.nothing.mine')}</Nothing>
  if (list.error) return <FailureNotice error={list.error} again={() => list.refetch()} />
  if (!list.data) return <Skeletons />
  const { total = 0, body } = list.data
  if (body.length === 0) {
    const isFiltered = search.operation !== undefined || search.who !== undefined
    return <Nothing>{t(isFiltered ? 'activity.nothing' : 'activity.nothing.mine')}</Nothing>
  }
  const { page = 1, ...others } = search
  return (
    <Stack gap="sm">
      <Card withBorder padding={0}>
        {byDay(body).map(([date, entries]) => (
          <DayOfEntries key={date} entries={entries} />
        ))}
      </Card>
      <Pages
        words={total >= reachable ? t('activity.total.many') : many('list.total', total)}
        pages={Math.ceil(Math.min(total, reachable) / pageSize)}
        page={page}
        onPage={(next) => go(next > 1 ? { ...others, page: next } : others)}
      />
    </Stack>
  )
}

/** In the person's own time zone. */
function byDay(entries: readonly LogEntry[]): [string, LogEntry[]][] {
  return [...Map.groupBy(entries, ({ op_time }) => new Date(op_time).toDateString())]
}

function DayOfEntries({ entries }: { readonly entries: readonly LogEntry[] }) {
  const { language } = useWords()
  return (
    <section>
      <Text component="h3" m={0} px="md" py="xs" size="sm" fw={600} c="dimmed" className="day-head">
        {dayWords(entries[0]?.op_time ?? '', language)}
      </Text>
      <ul className="entries">
        {entries.map((entry) => (
          <EntryLine key={entry.id} entry={entry} />
        ))}
      </ul>
    </section>
  )
}

function dayWords(time: string, language: Language): string {
  return new Intl.DateTimeFormat(language, { weekday: 'long', month: 'long', day: 'numeric' }).format(
    new Date(time),
  )
}

const icons: Readonly<Record<string, IconName>> = {
  create: 'plus',
  pull: 'pull',
  delete: 'trash',
  update: 'pencil',
  login: 'user',
  logout: 'user',
}

function EntryLine({ entry }: { readonly entry: LogEntry }) {
  const { operation, resource_type } = entry
  const isPush = operation === 'create' && resource_type === 'artifact'
  return (
    <li>
      <ThemeIcon variant="default" size="md" radius="xl">
        <Icon name={isPush ? 'push' : (icons[operation] ?? 'activity')} size={14} />
      </ThemeIcon>
      <div className="entry-words">
        <LogSentence entry={entry} />
      </div>
      <Text size="sm" c="dimmed" className="nowrap">
        <Ago time={entry.op_time} />
      </Text>
    </li>
  )
}
