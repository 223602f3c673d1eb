// Chooses what an artifact is compared with: another tag of its repository, found by typing a part of it.
import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api.ts'
import { contains } from '../../app/filter.ts'
import { repositoryParams } from '../../app/reference.ts'
import { shortDigest } from '../../ui/format.ts'
import { useWords } from '../../words/words.tsx'

/** Tags that are offered; typing finds the others. */
const offered = 30
/** How long typing must rest, in milliseconds. */
const pause = 250

interface CompareWithProps {
  readonly repository: string
  /** The one that is compared. */
  readonly besides: string
  readonly chosen: string | undefined
  readonly onChoose: (reference: string | undefined) => void
}

export function CompareWith({ repository, besides, chosen, onChoose }: CompareWithProps) {
  const { t } = useWords()
  const [text, setText] = useState('')
  const [wanted] = useDebouncedValue(text === chosen ? '' : text, pause)
  const { data } = useQuery({
    queryKey: ['artifacts', repository, 'tags', wanted],
    queryFn: async () => {
      const q = wanted === '' ? 'tags=*' : contains('tags', wanted)
      const query = { q, page_size: offered, sort: '-push_time' }
      const { body } = await api.listArtifacts({ params: repositoryParams(repository), query })
      return body.flatMap(({ tags }) => (tags ?? []).map(({ name }) => name))
    },
    placeholderData: keepPreviousData,
  })
  const names = [...new Set([...(chosen === undefined ? [] : [chosen]), ...(data ?? [])])]
  return (
    <Select
      label={t('artifacts.compare.with')}
      placeholder={t('artifacts.compare.placeholder')}
      data={names
        .filter((name) => name !== besides)
        .map((name) => ({ value: name, label: name.includes(':') ? shortDigest(name) : name }))}
      value={chosen ?? null}
      onChange={(value) => onChoose(value ?? undefined)}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('artifacts.compare.clear') }}
      onSearchChange={setText}
      nothingFoundMessage={t('list.nothing')}
      limit={offered}
      maw={360}
    />
  )
}
