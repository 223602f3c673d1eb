// How long ago something was, with the exact time on hover and for screen readers' users who ask.
import { Text } from '@mantine/core'
import { useWords } from '../words/words.tsx'
import { ago, exactly } from './format.ts'

export function Ago({ time, never }: { readonly time: string | undefined; readonly never?: string }) {
  const { language } = useWords()
  const words = time === undefined ? undefined : ago(time, language)
  if (time === undefined || words === undefined) {
    return (
      <Text span inherit c="dimmed">
        {never ?? '–'}
      </Text>
    )
  }
  return (
    <time dateTime={time} title={exactly(time, language)}>
      {words}
    </time>
  )
}
