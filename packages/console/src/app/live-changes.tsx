// Keeps what is shown current, and says so when it cannot for long.
import { Group, Paper, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Icon } from '../ui/icon.tsx'
import { useWords } from '../words/words.tsx'
import { LiveChanges, type LiveState } from './live.ts'
import { usePlacesWatch } from './places.ts'

export function LiveSign() {
  const { t } = useWords()
  const queries = useQueryClient()
  const [state, setState] = useState<LiveState>('well')
  usePlacesWatch()
  useEffect(() => {
    const live = new LiveChanges({ queries, onState: setState })
    live.start()
    return () => live.stop()
  }, [queries])
  return (
    <div role="status">
      {state === 'lost' && (
        <Paper className="live-lost" withBorder shadow="sm" px="sm" py={6}>
          <Group gap={8} wrap="nowrap">
            <Icon name="alert" size={16} />
            <Text size="sm">{t('home.live.lost')}</Text>
          </Group>
        </Paper>
      )}
    </div>
  )
}
