// The parts of an artifact as pieces of a bar, in proportion to their sizes; the table below says the same.
import { Card, Group, Stack, Text } from '@mantine/core'
import { size } from '../../ui/format.ts'
import { useWords } from '../../words/words.tsx'
import type { Usage, UsedPart } from './artifact-queries.ts'

/** More have no room beside each other, at three pixels each. */
const mostPieces = 60

interface LayersBarProps {
  readonly usage: Usage
  readonly parts: readonly UsedPart[]
  /** The part that is pointed at in the table. */
  readonly pointed: string | undefined
}

export function LayersBar({ usage, parts, pointed }: LayersBarProps) {
  const { t } = useWords()
  const drawn = piecesOf(parts)
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

type Piece = Pick<UsedPart, 'kind' | 'digest' | 'size' | 'shared'>

/** In the order of the table; of very many parts the largest, and the rest as a piece of each kind. */
function piecesOf(parts: readonly UsedPart[]): Piece[] {
  const sized = parts.filter(({ kind, size }) => kind !== 'foreign' && size > 0)
  if (sized.length <= mostPieces) return sized
  const largest = new Set(sized.toSorted((a, b) => b.size - a.size).slice(0, mostPieces))
  const rest = Map.groupBy(
    sized.filter((part) => !largest.has(part)),
    ({ shared }) => shared,
  )
  const others = [...rest].map(([shared, some]): Piece => {
    const bytes = some.reduce((sum, { size }) => sum + size, 0)
    return { kind: 'layer', digest: `others ${shared}`, size: bytes, shared }
  })
  return [...sized.filter((part) => largest.has(part)), ...others]
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
