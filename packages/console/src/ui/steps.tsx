// Work of several steps, one after the other: how far it is, and stopped on the way where somebody wants it.
import { Progress, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useRef, useState } from 'react'
import { useWords } from '../words/words.tsx'

export interface Step {
  /** Names it among the others. */
  readonly key: string
  readonly run: () => Promise<unknown>
}

export interface Steps {
  /** False when it was stopped; a second try goes on where the first ended. */
  readonly run: (steps: readonly Step[]) => Promise<boolean>
  /** What has been done stays done. */
  readonly stop: () => void
  /** How many are done; undefined before it began. */
  readonly done: number | undefined
  readonly isDone: (key: string) => boolean
}

export function useSteps(): Steps {
  const { t } = useWords()
  const finished = useRef(new Set<string>())
  const stopped = useRef(false)
  const [done, setDone] = useState<number>()
  const run = async (steps: readonly Step[]) => {
    for (const { key, run } of steps) {
      const count = finished.current.size
      if (stopped.current) {
        notifications.show({ message: t('steps.stopped', { done: count, all: steps.length }) })
        return false
      }
      setDone(count)
      if (!finished.current.has(key)) await run()
      finished.current.add(key)
    }
    return true
  }
  const stop = () => {
    stopped.current = true
  }
  return { run, stop, done, isDone: (key) => finished.current.has(key) }
}

/** Nothing where there is only one step, or none was begun. */
export function StepsProgress({ done, all }: { readonly done: number | undefined; readonly all: number }) {
  const { t } = useWords()
  if (done === undefined || all < 2) return null
  const words = t('steps.progress', { done, all })
  return (
    <Stack gap={4}>
      <Progress value={(100 * done) / all} aria-label={words} />
      <Text size="sm" role="status">
        {words}
      </Text>
    </Stack>
  )
}
