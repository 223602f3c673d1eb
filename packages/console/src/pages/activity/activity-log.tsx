// What happened, newest first, in sentences, by day.
import { Anchor, Badge, Card, Group, Pagination, Select, Stack, Text, ThemeIcon, Title } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { api } from '../../api.ts'
import { signInAddress, useCurrentUser } from '../../app/session.ts'
import { Ago } from '../../ui/ago.tsx'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { Icon, type IconName } from '../../ui/icon.tsx'
import { Nothing, pageSize, Skeletons } from '../../ui/list.tsx'
import { type Language, useWords } from '../../words/words.tsx'
import { TextFilter } from './activity-filters.tsx'
import type { ActivitySearch } from './activity-search.ts'
import { type Entry, EntrySentence } from './entry-sentence.tsx'

const route = getRouteApi('/activity')
const day = 86_400_000
/** With filters the server counts no further, and no page lies beyond. */
const reachable = 10_000

export function ActivityLog() {
  const { t } = useWords()
  const user = useCurrentUser()
  const search = route.useSearch()
  return (
    <Stack gap="sm" component="section" aria-label={t('activity.log')}>
      <Title order={2} size="h4">
        {t('activity.log')}
      </Title>
      {user ? (
        <>
          <LogFilters />
          <Entries search={search} />
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
  const { operation, who = '', page: _, ...others } = route.useSearch()
  const navigate = route.useNavigate()
  const go = (search: ActivitySearch) => navigate({ search, replace: true })
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
        label={t('activity.who')}
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
  const filters = [
    `op_time=[${from}~]`,
    ...(operation === undefined ? [] : [`operation=${operation}`]),
    ...(who === undefined ? [] : [`username=${who.replace(/[\\,]/g, '\\$&')}`]),
  ]
  const query = { page, page_size: pageSize, q: filters.join(',') }
  return project === undefined
    ? api.listAuditLogExts({ query })
    : api.getLogExts({ params: { project_name: project }, query })
}

function Entries({ search }: { readonly search: ActivitySearch }) {
  const { t, many } = useWords()
  const navigate = route.useNavigate()
  const { view: _, ...asked } = search
  const list = useQuery({
    queryKey: ['activity', 'log', asked],
    queryFn: () => ask(asked),
    placeholderData: keepPreviousData,
  })
  if (list.error) return <FailureNotice error={list.error} again={() => list.refetch()} />
  if (!list.data) return <Skeletons />
  const { total = 0, body } = list.data
  if (body.length === 0) {
    const isFiltered = search.operation !== undefined || search.who !== undefined
    return <Nothing>{t(isFiltered ? 'activity.nothing' : 'activity.nothing.mine')}</Nothing>
  }
  const pages = Math.ceil(Math.min(total, reachable) / pageSize)
  const { page = 1, ...others } = search
  return (
    <Stack gap="sm">
      <Card withBorder padding={0}>
        {byDay(body).map(([date, entries]) => (
          <DayOfEntries key={date} entries={entries} />
        ))}
      </Card>
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          {total >= reachable ? t('activity.total.many') : many('list.total', total)}
        </Text>
        {pages > 1 && (
          <Pagination
            size="sm"
            total={pages}
            value={page}
            aria-label={t('list.pages')}
            getItemProps={(each) => ({ 'aria-label': t('list.page', { page: each }) })}
            getControlProps={(control) => ({
              'aria-label': t(control === 'previous' || control === 'first' ? 'list.before' : 'list.after'),
            })}
            onChange={(next) => navigate({ search: next > 1 ? { ...others, page: next } : others })}
          />
        )}
      </Group>
    </Stack>
  )
}

/** In the person's own time zone. */
function byDay(entries: readonly Entry[]): [string, Entry[]][] {
  return [...Map.groupBy(entries, ({ op_time }) => new Date(op_time).toDateString())]
}

function DayOfEntries({ entries }: { readonly entries: readonly Entry[] }) {
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

function EntryLine({ entry }: { readonly entry: Entry }) {
  const { t } = useWords()
  const { operation, resource_type } = entry
  const isPush = operation === 'create' && resource_type === 'artifact'
  return (
    <li>
      <ThemeIcon variant="default" size="md" radius="xl">
        <Icon name={isPush ? 'push' : (icons[operation] ?? 'activity')} size={14} />
      </ThemeIcon>
      <span className="entry-words">
        <EntrySentence entry={entry} />
        {!entry.operation_result && (
          <Badge ml={8} color="red" variant="light" size="sm">
            {t('activity.failed')}
          </Badge>
        )}
      </span>
      <Text size="sm" c="dimmed" className="nowrap">
        <Ago time={entry.op_time} />
      </Text>
    </li>
  )
}
