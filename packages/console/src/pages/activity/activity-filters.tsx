// What the page is about: a time, and a project.
import { Group, SegmentedControl } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useSearchSteps } from '../../app/use-search-steps.ts'
import { TextFilter } from '../../ui/text-filter.tsx'
import { useWords } from '../../words/words.tsx'
import { type ActivitySearch, periods } from './activity-search.ts'

const route = getRouteApi('/activity')

export function ActivityFilters() {
  const { t } = useWords()
  const [current, go] = useSearchSteps(route)
  const { days = 30, project = '', page: _, ...others } = current
  const withProject = project === '' ? {} : { project }
  return (
    <Group align="flex-end" gap="md">
      <SegmentedControl
        aria-label={t('activity.period')}
        value={String(days)}
        data={periods.map((each) => ({ value: String(each), label: t('activity.days', { count: each }) }))}
        onChange={(value) => {
          const { days: _now, ...rest } = others as ActivitySearch
          const next = Number(value)
          go({ ...rest, ...withProject, ...((next === 7 || next === 90) && { days: next }) })
        }}
      />
      <TextFilter
        aria-label={t('activity.project')}
        placeholder={t('activity.project')}
        w={{ base: '100%', xs: 220 }}
        value={project}
        onChange={(value) => {
          const time = days === 30 ? {} : { days }
          go({ ...others, ...time, ...(value !== '' && { project: value }) })
        }}
      />
    </Group>
  )
}
