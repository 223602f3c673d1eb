// The parts of an artifact as pieces of a bar, in proportion to their sizes; the table below says the same.
import { Card, Group, Stack, Text } from '@mantine/core'
import { size } from '../../ui/format.ts'
import { useWords } from '../../words/words.tsx'
import type { Usage, UsedPart } from './artifact-queries.ts'

interface LayersBarProps {
  readonly usage: Usage
  readonly parts: readonly UsedPart[]
  /** The part that is pointed at in the table. */
  readonly pointed: string | undefined
}

export function LayersBar({ usage, parts, pointed }: LayersBarProps) {
  const { t } = useWords()
  const drawn = parts.filter(({ kind, size }) => kind !== 'foreign' && size > 0)
  return (
    <Card withBorder padding="lg">
      <Stack gap="md">
        <Group gap="xl">
          <Sum words={t('artifacts.layers.total')} bytes={usage.total} />
          <Sum words={t('artifacts.layers.shared')} bytes={usage.shared} sign="shared" />
          <Sum words={t('artifacts.layers.freed')} bytes={usage.freed} sign="own" />
        </Group>
        <div className="layers-bar" aria-hidden="true">
          {drawn.map((part) => (
            <span
              key={`${part.kind} ${part.digest}`}
              className={`layer-piece ${part.shared ? 'shared' : 'own'}${part.digest === pointed ? ' pointed' : ''}`}
              style={{ flexGrow: part.size }}
              title={size(part.size)}
            />
          ))}
        </div>
        <Text size="sm" c="dimmed">
          {t('artifacts.layers.words')}
        </Text>
      </Stack>
    </Card>
  )
}

interface SumProps {
  readonly words: string
  readonly bytes: number
  /** How such pieces are drawn. */
  readonly sign?: 'shared' | 'own'
}

function Sum({ words, bytes, sign }: SumProps) {
  return (
    <Stack gap={2}>
      <Group gap={6} wrap="nowrap">
        {sign && <span className={`layer-sign ${sign}`} aria-hidden="true" />}
        <Text size="sm" c="dimmed">
          {words}
        </Text>
      </Group>
      <Text size="lg" fw={600}>
        {size(bytes)}
      </Text>
    </Stack>
  )
}
