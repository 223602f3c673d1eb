// What a list is sorted by, to choose where there is no room for the heads of its columns.
import { ActionIcon, Group, NativeSelect, Tooltip } from '@mantine/core'
import type { ListSearch } from '../app/list-search.ts'
import { useWords } from '../words/words.tsx'

export interface SortField {
  /** As the API sorts by it. */
  readonly field: string
  readonly label: string
  /** Numbers and times begin with the largest. */
  readonly descendingFirst?: boolean
}

export interface SortChoiceProps {
  readonly search: ListSearch
  readonly onSearch: (search: ListSearch) => void
  readonly fields: readonly SortField[]
  /** The width from which on the columns can be clicked. */
  readonly hiddenFrom: 'sm' | 'lg'
}

export function SortChoice({ search, onSearch, fields, hiddenFrom }: SortChoiceProps) {
  const { t } = useWords()
  const { page: _, sort = '', ...others } = search
  const descending = sort.startsWith('-')
  const current = descending ? sort.slice(1) : sort
  const sortBy = (field: string, down: boolean) => onSearch({ ...others, sort: `${down ? '-' : ''}${field}` })
  const turned = t(descending ? 'list.descending' : 'list.ascending')
  return (
    <Group gap={4} wrap="nowrap" hiddenFrom={hiddenFrom}>
      <NativeSelect
        aria-label={t('list.sort')}
        value={current}
        data={fields.map(({ field, label }) => ({
          value: field,
          label: t('list.sortBy', { column: label }),
        }))}
        onChange={({ currentTarget: { value } }) =>
          sortBy(value, fields.find(({ field }) => field === value)?.descendingFirst ?? false)
        }
      />
      <Tooltip label={turned}>
        <ActionIcon
          variant="default"
          size="input-sm"
          aria-label={turned}
          onClick={() => sortBy(current, !descending)}
        >
          <span aria-hidden="true">{descending ? '↓' : '↑'}</span>
        </ActionIcon>
      </Tooltip>
    </Group>
  )
}
