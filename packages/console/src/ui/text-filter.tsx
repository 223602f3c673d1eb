// A field that filters what is below it, a moment after the last key.
import { TextInput, type TextInputProps } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useState } from 'react'

/** How long typing must rest before the list is asked for again, in milliseconds. */
const pause = 250

export interface TextFilterProps extends Omit<TextInputProps, 'value' | 'onChange'> {
  readonly value: string | undefined
  /** Without spaces around it. */
  readonly onChange: (value: string) => void
}

export function TextFilter({ value = '', onChange, ...look }: TextFilterProps) {
  const [text, setText] = useState(value)
  const later = useDebouncedCallback((typed: string) => onChange(typed.trim()), pause)
  // Back and forward change the address below the field; what is being typed only ends otherwise.
  useEffect(() => setText((typed) => (typed.trim() === value ? typed : value)), [value])
  return (
    <TextInput
      spellCheck={false}
      {...look}
      value={text}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value)
        later(currentTarget.value)
      }}
    />
  )
}
