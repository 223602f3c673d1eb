// A long list that is shown piece by piece: thousands of rows at once keep a browser busy for seconds.
import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useWords } from '../words/words.tsx'

const piece = 50

export interface FirstOf<Item> {
  readonly shown: readonly Item[]
  /** Shows the next ones; nothing when all are there. */
  readonly more: ReactNode
}

export function useFirstOf<Item>(items: readonly Item[]): FirstOf<Item> {
  const { t } = useWords()
  const [most, setMost] = useState(piece)
  const next = Math.min(piece, items.length - most)
  return {
    shown: items.slice(0, most),
    more: next > 0 && (
      <Button className="fitting" size="compact-sm" variant="subtle" onClick={() => setMost(most + piece)}>
        {t('list.more', { count: next })}
      </Button>
    ),
  }
}
