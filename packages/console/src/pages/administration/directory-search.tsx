// What searches of the directory have in common: a field with its button, and a button that makes what was found known here.
import { Button, Group, Text, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useWords } from '../../words/words.tsx'
import { onText } from './on-text.ts'

export interface DirectoryFieldProps {
  readonly label: string
  readonly onSearch: (text: string) => void
  /** The dialog's first field. */
  readonly focused?: boolean
}

export function DirectoryField({ label, onSearch, focused = false }: DirectoryFieldProps) {
  const { t } = useWords()
  const [text, setText] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSearch(text)
  }
  return (
    <form onSubmit={submit}>
      <Group align="flex-end" wrap="nowrap">
        <TextInput
          flex={1}
          maw={320}
          label={label}
          value={text}
          spellCheck={false}
          onChange={onText(setText)}
          {...(focused && { 'data-autofocus': true })}
        />
        <Button type="submit" variant="default">
          {t('administration.search')}
        </Button>
      </Group>
    </form>
  )
}

export interface TakeButtonProps {
  readonly words: string
  readonly taken: string
  /** What is taken. */
  readonly name: string
  readonly onTake: () => Promise<unknown>
  /** In words, of what `onTake` throws. */
  readonly problemOf: (error: unknown) => string
}

export function TakeButton({ words, taken, name, onTake, problemOf }: TakeButtonProps) {
  const [isTaken, setTaken] = useState(false)
  const [problem, setProblem] = useState<string>()
  const take = async () => {
    setProblem(undefined)
    try {
      await onTake()
      setTaken(true)
    } catch (error) {
      setProblem(problemOf(error))
    }
  }
  return (
    <>
      <Button size="xs" variant="default" disabled={isTaken} onClick={take} aria-label={`${words}: ${name}`}>
        {isTaken ? taken : words}
      </Button>
      {problem !== undefined && (
        <Text size="sm" c="red" role="alert">
          {problem}
        </Text>
      )}
    </>
  )
}
