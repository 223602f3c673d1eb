// A field that filters what is below it, a moment after the last key.
import { TextInput, type TextInputProps } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useRef, useState } from 'react'

/** How long typing must rest before the list is asked for again, in milliseconds. */
const pause = 250

export interface TextFilterProps extends Omit<TextInputProps, 'value' | 'onChange'> {
  readonly value: string | undefined
  /** Without spaces around it. */
  readonly onChange: (value: string) => void
}

export function TextFilter({ value = '', onChange, ...look }: TextFilterProps) {
  const [text, setText] = useState(value)
  const given = useRef(value)
  const later = useDebouncedCallback((typed: string) => {
    given.current = typed.trim()
    onChange(given.current)
  }, pause)
  // Back and forward change the address below the field, and end what is being typed; the field's own change does not.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another value is another's
  useEffect(() => {
    if (value === given.current) return
    given.current = value
    later.cancel()
    setText(value)
  }, [value])
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
