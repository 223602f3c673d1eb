// What the page is about: a time, and a project.
import { Group, SegmentedControl, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { getRouteApi } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useWords } from '../../words/words.tsx'
import { type ActivitySearch, periods } from './activity-search.ts'

const route = getRouteApi('/activity')
/** Milliseconds after the last key. */
const pause = 300

export function ActivityFilters() {
  const { t } = useWords()
  const { days = 30, project = '', page: _, ...others } = route.useSearch()
  const navigate = route.useNavigate()
  const go = (search: ActivitySearch) => navigate({ search, replace: true })
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
        label={t('activity.project')}
        value={project}
        onChange={(value) => {
          const time = days === 30 ? {} : { days }
          go({ ...others, ...time, ...(value !== '' && { project: value }) })
        }}
      />
    </Group>
  )
}

export interface TextFilterProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
}

/** Takes effect a moment after the last key. */
export function TextFilter({ label, value, onChange }: TextFilterProps) {
  const [text, setText] = useState(value)
  const later = useDebouncedCallback(onChange, pause)
  useEffect(() => setText(value), [value])
  return (
    <TextInput
      value={text}
      aria-label={label}
      placeholder={label}
      w={{ base: '100%', xs: 220 }}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value)
        later(currentTarget.value.trim())
      }}
    />
  )
}
