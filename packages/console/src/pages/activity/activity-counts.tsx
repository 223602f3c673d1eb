// Pushes and pulls by day as a picture, and who of all had most.
import { Card, Grid, Group, Stack, Table, Text, Title } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useCallback } from 'react'
import { api } from '../../api.ts'
import { Chart, type ChartColors } from '../../ui/chart.tsx'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { count } from '../../ui/format.ts'
import { Skeletons } from '../../ui/list.tsx'
import { PlaceLink } from '../../ui/place-link.tsx'
import { useWords } from '../../words/words.tsx'

const route = getRouteApi('/activity')

type Counts = Awaited<ReturnType<typeof ask>>

async function ask(days: number, project: string | undefined) {
  const query = { days }
  const answer =
    project === undefined
      ? await api.getActivity({ query })
      : await api.getProjectActivity({ params: { project_name: project }, query })
  return answer.body
}

export function ActivityCounts() {
  const { t } = useWords()
  const { days = 30, project } = route.useSearch()
  const counts = useQuery({
    queryKey: ['activity', 'counts', days, project],
    queryFn: () => ask(days, project),
    placeholderData: keepPreviousData,
  })
  if (counts.error) return <FailureNotice error={counts.error} again={() => counts.refetch()} />
  if (!counts.data) return <Skeletons rows={8} />
  const { data } = counts
  const since = data.counted_since
  return (
    <Card withBorder>
      <Stack gap="sm">
        <Title order={2} size="h4">
          {t('activity.counts')}
        </Title>
        <Grid gap="xl">
          <Grid.Col span={{ base: 12, md: data.most_active.length > 0 ? 8 : 12 }}>
            <DaysChart data={data} />
          </Grid.Col>
          {data.most_active.length > 0 && (
            <Grid.Col span={{ base: 12, md: 4 }}>
              <MostActive data={data} project={project} />
            </Grid.Col>
          )}
        </Grid>
        <Text size="sm" c="dimmed">
          {t('activity.counts.words')}
          {since !== undefined && since > data.from && t('activity.counts.since', { date: since })}
        </Text>
      </Stack>
    </Card>
  )
}

function DaysChart({ data }: { readonly data: Counts }) {
  const { t, language } = useWords()
  const { days } = data
  const sum = (of: 'pushes' | 'pulls') => days.reduce((all, each) => all + each[of], 0)
  const [pushes, pulls] = [count(sum('pushes'), language), count(sum('pulls'), language)]
  const [pushWords, pullWords] = [t('activity.pushes'), t('activity.pulls')]
  const option = useCallback(
    (colors: ChartColors) => optionOf(days, [pushWords, pullWords], colors),
    [days, pushWords, pullWords],
  )
  return (
    <Chart
      label={t('activity.counts.label', { pushes, pulls, days: days.length })}
      height={260}
      option={option}
      tools={
        <Group gap="md">
          <Text size="sm">{t('activity.pushes.sum', { count: pushes })}</Text>
          <Text size="sm">{t('activity.pulls.sum', { count: pulls })}</Text>
        </Group>
      }
      table={<DaysTable data={data} />}
    />
  )
}

function optionOf(days: Counts['days'], [pushes, pulls]: readonly [string, string], colors: ChartColors) {
  const text = { color: colors.soft }
  const line = { lineStyle: { color: colors.line } }
  const axis = { type: 'value', minInterval: 1, axisLabel: text, splitLine: line, splitNumber: 3 }
  const series = (name: string, of: 'pushes' | 'pulls', index: 0 | 1) => ({
    ...{ type: 'bar', name, stack: 'all', barMaxWidth: 24, data: days.map((each) => each[of]) },
    itemStyle: { color: colors.series[index] },
  })
  return {
    grid: { left: 8, right: 8, top: 32, bottom: 4, containLabel: true },
    legend: { top: 0, right: 0, textStyle: text, itemWidth: 12, itemHeight: 12 },
    tooltip: { trigger: 'axis', renderMode: 'richText', axisPointer: { type: 'shadow' } },
    xAxis: {
      ...{ type: 'category', data: days.map(({ date }) => date.slice(5)) },
      ...{ axisLabel: { ...text, hideOverlap: true }, axisLine: line, axisTick: { show: false } },
    },
    yAxis: axis,
    series: [series(pushes, 'pushes', 0), series(pulls, 'pulls', 1)],
  }
}

function DaysTable({ data }: { readonly data: Counts }) {
  const { t, language } = useWords()
  return (
    <Table.ScrollContainer minWidth={240} mah={300} type="native" tabIndex={0}>
      <Table stickyHeader aria-label={t('activity.counts')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('activity.day')}</Table.Th>
            <Table.Th className="number">{t('activity.pushes')}</Table.Th>
            <Table.Th className="number">{t('activity.pulls')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {data.days.toReversed().map(({ date, pushes, pulls }) => (
            <Table.Tr key={date}>
              <Table.Td className="nowrap">{date}</Table.Td>
              <Table.Td className="number">{count(pushes, language)}</Table.Td>
              <Table.Td className="number">{count(pulls, language)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

interface MostActiveProps {
  readonly data: Counts
  readonly project: string | undefined
}

function MostActive({ data, project }: MostActiveProps) {
  const { t, language } = useWords()
  const title = t(project === undefined ? 'activity.most.projects' : 'activity.most.repositories')
  return (
    <Table.ScrollContainer minWidth={220} type="native" tabIndex={0}>
      <Table aria-label={title}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{title}</Table.Th>
            <Table.Th className="number">{t('activity.pushes')}</Table.Th>
            <Table.Th className="number">{t('activity.pulls')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {data.most_active.slice(0, 6).map(({ name, pushes, pulls }) => (
            <Table.Tr key={name}>
              <Table.Td>
                <PlaceLink to={project === undefined ? `/projects/${name}` : `/repositories/${name}`}>
                  {name}
                </PlaceLink>
              </Table.Td>
              <Table.Td className="number">{count(pushes, language)}</Table.Td>
              <Table.Td className="number">{count(pulls, language)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
