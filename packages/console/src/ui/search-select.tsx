// A choice among more things than a list holds: the server searches while one types.
import { Select, type SelectProps } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'

/** How many are asked for, and offered at once. */
export const offered = 25

export interface Choice {
  readonly value: string
  readonly label: string
}

type Look = Pick<SelectProps, 'label' | 'description' | 'placeholder' | 'required' | 'flex'>

export interface SearchSelectProps extends Look {
  /** Of the query. */
  readonly queryKey: readonly unknown[]
  /** @returns the first whose names contain the text; it is empty at first */
  readonly search: (text: string) => Promise<readonly Choice[]>
  /** What the value is called, where it was not chosen here. */
  readonly find?: (value: string) => Promise<Choice | undefined>
  readonly 'data-autofocus'?: boolean
  /** Where nothing fits. */
  readonly nothing: string
  readonly value: string | null
  readonly onChange: (value: string | null) => void
}

export function SearchSelect({
  queryKey,
  search,
  find,
  nothing,
  value,
  onChange,
  ...look
}: SearchSelectProps) {
  const [typed, type] = useState('')
  const [chosen, choose] = useState<Choice>()
  // The field shows the name of what is chosen: that looks for nothing.
  const [text] = useDebouncedValue(typed === chosen?.label ? '' : typed.trim(), 200)
  const found = useQuery({
    queryKey: [...queryKey, text],
    queryFn: () => search(text),
    placeholderData: keepPreviousData,
  })
  const earlier = useQuery({
    queryKey: [...queryKey, 'named', value],
    queryFn: async () => (await find?.(value ?? '')) ?? null,
    enabled: find !== undefined && value !== null && chosen?.value !== value,
  })
  const set = chosen?.value === value ? chosen : (earlier.data ?? undefined)
  const others = (found.data ?? []).filter((each) => each.value !== set?.value)
  return (
    <Select
      {...look}
      error={found.error?.message}
      nothingFoundMessage={nothing}
      data={set ? [set, ...others] : others}
      // What fits was decided by the server; what is set is offered only where nothing is looked for.
      filter={({ options }) => (text === '' ? options : options.slice(set ? 1 : 0))}
      value={value}
      searchable
      searchValue={typed}
      onSearchChange={type}
      onChange={(next, option) => {
        choose(next === null || !option ? undefined : { value: next, label: option.label })
        onChange(next)
      }}
    />
  )
}
