// What goes with artifacts: names, digests, parts, what refers to them, and bytes.
import { Card, Code, Group, Skeleton, Stack, Text } from '@mantine/core'
import { platformsOf, tagsInOrder } from '../../app/artifact-facts.ts'
import { type Fact, Facts } from '../../ui/facts.tsx'
import { shortDigest, size } from '../../ui/format.ts'
import { useKindWords } from '../../ui/kind-words.ts'
import { useWords } from '../../words/words.tsx'
import type { Usage, UsedArtifact } from '../artifacts/artifact-queries.ts'
import type { Artifact } from './artifact-queries.ts'

interface DeletePreviewProps {
  readonly artifacts: readonly Artifact[]
  /** Of those that are known by now. */
  readonly usages: readonly Usage[]
  /** Some are still asked for. */
  readonly pending: boolean
}

export function DeletePreview({ artifacts, usages, pending }: DeletePreviewProps) {
  const { t } = useWords()
  return (
    <Stack gap="xs">
      <Text size="sm">{t('repositories.delete.goes')}</Text>
      {/* What scrolls is reached by the keyboard. */}
      <Stack gap="xs" className="choice" tabIndex={0}>
        {artifacts.map((artifact) => (
          <Going
            key={artifact.digest}
            artifact={artifact}
            usage={usages.find(({ digest }) => digest === artifact.digest)}
            pending={pending}
          />
        ))}
      </Stack>
    </Stack>
  )
}

interface GoingProps {
  readonly artifact: Artifact
  readonly usage: Usage | undefined
  readonly pending: boolean
}

function Going({ artifact, usage, pending }: GoingProps) {
  const { t } = useWords()
  const kind = useKindWords()
  const { tags, digest, type } = artifact
  const parts = countsOf(usage, 'part')
  const referrers = countsOf(usage, 'referrer')
  const facts: readonly Fact[] = [
    [
      t('repositories.delete.tagsOf'),
      tags ? tagsInOrder(tags.map(({ name }) => name)).join(', ') : t('common.none'),
    ],
    [t('repositories.delete.parts'), parts.all > 0 ? t('repositories.delete.partsGo', parts) : undefined],
    [
      t('repositories.delete.referrers'),
      referrers.all > 0 ? t('repositories.delete.partsGo', referrers) : undefined,
    ],
    [
      t('repositories.delete.frees'),
      usage || !pending ? (
        usage && t('repositories.delete.freesOf', { freed: size(usage.freed), size: size(usage.total) })
      ) : (
        <Skeleton key="frees" component="span" display="block" height={16} width={160} aria-busy="true" />
      ),
    ],
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

/** How many of the artifact's family go with it. */
function countsOf(usage: Usage | undefined, role: UsedArtifact['role']) {
  const family = usage?.artifacts.filter((each) => each.role === role) ?? []
  return { all: family.length, going: family.filter(({ kept }) => kept === undefined).length }
}
