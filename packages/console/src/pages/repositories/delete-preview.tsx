// What goes with artifacts: names, digests, parts, what refers to them, and bytes.
import { Card, Code, Group, Stack, Text } from '@mantine/core'
import { platformsOf, tagsInOrder } from '../../app/artifact-facts.ts'
import { type Fact, Facts } from '../../ui/facts.tsx'
import { shortDigest, size } from '../../ui/format.ts'
import { useKindWords } from '../../ui/kind-words.ts'
import { useWords } from '../../words/words.tsx'
import type { Artifact } from './artifact-queries.ts'

export function DeletePreview({ artifacts }: { readonly artifacts: readonly Artifact[] }) {
  const { t } = useWords()
  return (
    <Stack gap="xs">
      <Text size="sm">{t('repositories.delete.goes')}</Text>
      {/* What scrolls is reached by the keyboard. */}
      <Stack gap="xs" className="choice" tabIndex={0}>
        {artifacts.map((artifact) => (
          <Going key={artifact.digest} artifact={artifact} />
        ))}
      </Stack>
    </Stack>
  )
}

function Going({ artifact }: { readonly artifact: Artifact }) {
  const { t, many } = useWords()
  const kind = useKindWords()
  const { tags, references, accessories, digest, type } = artifact
  const facts: readonly Fact[] = [
    [
      t('repositories.delete.tagsOf'),
      tags ? tagsInOrder(tags.map(({ name }) => name)).join(', ') : t('common.none'),
    ],
    [
      t('repositories.delete.parts'),
      references ? many('repositories.delete.partsStay', references.length) : undefined,
    ],
    [
      t('repositories.delete.referrers'),
      accessories ? many('repositories.delete.referrersGo', accessories.length) : undefined,
    ],
    [t('repositories.delete.size'), t('repositories.delete.sizeShared', { size: size(artifact.size) })],
  ]
  return (
    <Card withBorder padding="sm">
      <Group gap="xs" mb="xs">
        <Code title={digest}>{shortDigest(digest)}</Code>
        <Text size="sm" c="dimmed">
          {[kind(type), ...platformsOf(artifact)].join(' · ')}
        </Text>
      </Group>
      <Text component="div" size="sm">
        <Facts facts={facts} />
      </Text>
    </Card>
  )
}
