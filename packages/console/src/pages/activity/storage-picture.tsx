// How much each project stores, for administrators.
import { Card, Group, Progress, Stack, Table, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { api } from '../../api.ts'
import { Ago } from '../../ui/ago.tsx'
import { Chart, type ChartColors } from '../../ui/chart.tsx'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { size } from '../../ui/format.ts'
import { Nothing, Skeletons } from '../../ui/list.tsx'
import { PlaceLink } from '../../ui/place-link.tsx'
import { useWords } from '../../words/words.tsx'

const drawnMost = 15
/** While it is computed the page looks again after so many milliseconds. */
const lookAgain = 1_500

type Use = Awaited<ReturnType<typeof api.getStorageUse>>['body']

export function StoragePicture() {
  const { t } = useWords()
  const use = useQuery({
    queryKey: ['storage use'],
    queryFn: async () => (await api.getStorageUse()).body,
    refetchInterval: ({ state }) => (state.data?.computing ? lookAgain : false),
  })
  if (use.error) return <FailureNotice error={use.error} again={() => use.refetch()} />
  if (!use.data) return <Skeletons rows={8} />
  const { data } = use
  return (
    <Card withBorder>
      <Stack gap="sm">
        <Group justify="space-between" align="baseline">
          <Title order={2} size="h4">
            {t('activity.storage.title')}
          </Title>
          <Text size="sm" c="dimmed" component="div">
            {data.computed_at !== undefined && (
              <>
                {t('activity.storage.computed')} <Ago time={data.computed_at} />
              </>
            )}
          </Text>
        </Group>
        {data.computing && (
          <Progress.Root size="sm">
            <Progress.Section
              value={data.progress * 100}
              aria-label={t('activity.storage.computing')}
              animated={false}
            />
          </Progress.Root>
        )}
        <Sizes data={data} />
      </Stack>
    </Card>
  )
}

function Sizes({ data }: { readonly data: Use }) {
  const { t, many } = useWords()
  const drawn = data.projects.slice(0, drawnMost)
  const option = useCallback((colors: ChartColors) => optionOf(drawn, colors), [drawn])
  if (data.computed_at === undefined) return <Text c="dimmed">{t('activity.storage.computing')}</Text>
  if (drawn.length === 0) return <Nothing>{t('activity.storage.nothing')}</Nothing>
  return (
    <>
      <Chart
        label={t('activity.storage.label')}
        height={48 + drawn.length * 30}
        option={option}
        tools={<Text size="sm">{t('activity.storage.stored', { size: size(data.stored) })}</Text>}
        table={<SizesTable data={data} />}
      />
      <Text size="sm" c="dimmed">
        {t('activity.storage.words')}
        {data.others.projects > 0 &&
          ` ${many('activity.storage.others', data.others.projects, { size: size(data.others.bytes) })}`}
      </Text>
    </>
  )
}

function optionOf(projects: Use['projects'], colors: ChartColors) {
  const text = { color: colors.soft }
  const label = { ...text, formatter: (bytes: number) => size(bytes) }
  return {
    grid: { left: 8, right: 72, top: 4, bottom: 4, containLabel: true },
    tooltip: { renderMode: 'richText', valueFormatter: (bytes: number) => size(bytes) },
    xAxis: {
      type: 'value',
      axisLabel: { ...label, hideOverlap: true },
      splitLine: { lineStyle: { color: colors.line } },
    },
    yAxis: {
      ...{ type: 'category', inverse: true, data: projects.map(({ name }) => name) },
      axisLabel: { color: colors.text, width: 120, overflow: 'truncate' },
      ...{ axisTick: { show: false }, axisLine: { lineStyle: { color: colors.line } } },
    },
    series: [
      {
        ...{ type: 'bar', barMaxWidth: 18, data: projects.map(({ bytes }) => bytes) },
        itemStyle: { color: colors.series[0] },
        label: {
          show: true,
          position: 'right',
          color: colors.text,
          formatter: ({ value }: { value: number }) => size(value),
        },
      },
    ],
  }
}

function SizesTable({ data }: { readonly data: Use }) {
  const { t } = useWords()
  return (
    <Table.ScrollContainer minWidth={240} type="native" tabIndex={0}>
      <Table aria-label={t('activity.storage.title')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('projects.name')}</Table.Th>
            <Table.Th className="number">{t('activity.storage.size')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {data.projects.map(({ project_id, name, bytes }) => (
            <Table.Tr key={project_id}>
              <Table.Td>
                <PlaceLink to={`/projects/${name}`}>{name}</PlaceLink>
              </Table.Td>
              <Table.Td className="number">{size(bytes)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
