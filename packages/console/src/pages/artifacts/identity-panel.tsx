// What an artifact is: its type, digest, sizes and times, its tags and its labels.
import { Card, Divider, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Fragment } from 'react'
import { Ago } from '../../ui/ago.tsx'
import { Digest } from '../../ui/digest.tsx'
import { type Fact, Facts } from '../../ui/facts.tsx'
import { size } from '../../ui/format.ts'
import { useWords } from '../../words/words.tsx'
import { ArtifactLabels } from './artifact-labels.tsx'
import type { ArtifactProps } from './artifact-props.ts'
import { usageQuery } from './artifact-queries.ts'
import { ArtifactTags } from './artifact-tags.tsx'
import { platformOf } from './family.ts'
import { Section } from './panel-section.tsx'
import { useTypeWords } from './type-words.ts'

export function IdentityPanel({ repository, artifact }: ArtifactProps) {
  const { t } = useWords()
  const annotations = Object.entries(artifact.annotations ?? {})
  return (
    <Card withBorder padding="lg" fz="sm" className="identity">
      <Stack gap="md">
        <Facts facts={useIdentity({ repository, artifact })} />
        <Divider />
        <ArtifactTags repository={repository} artifact={artifact} />
        <Divider />
        <ArtifactLabels repository={repository} artifact={artifact} />
        {annotations.length > 0 && (
          <>
            <Divider />
            <Section title={t('artifacts.annotations')}>
              <Stack gap={6}>
                {annotations.map(([name, value]) => (
                  <div key={name}>
                    <Text size="xs" c="dimmed" className="long-name">
                      {name}
                    </Text>
                    <Text size="sm" className="long-name">
                      {value}
                    </Text>
                  </div>
                ))}
              </Stack>
            </Section>
          </>
        )}
      </Stack>
    </Card>
  )
}

function useIdentity({ repository, artifact }: ArtifactProps): Fact[] {
  const { t } = useWords()
  const typeWords = useTypeWords()
  const usage = useQuery(usageQuery(repository, artifact.digest))
  const by = usage.data?.artifacts.find(({ role }) => role === 'self')?.pushed_by
  const attributes = artifact.extra_attrs ?? {}
  const isIndex = artifact.references !== null
  const built = typeof attributes.created === 'string' ? attributes.created : undefined
  const version = artifact.type === 'CHART' && attributes.version ? String(attributes.version) : undefined
  return [
    [t('artifacts.type'), typeWords(artifact)],
    [t('artifacts.platform'), platformOf(attributes)],
    [t('artifacts.version'), version],
    [t('artifacts.digest'), <Digest key="digest" digest={artifact.digest} />],
    [
      t('artifacts.size'),
      // An index itself is small: people ask for what it brings.
      isIndex ? usage.data ? size(usage.data.total) : <Loading key="size" /> : size(artifact.size),
    ],
    [
      t('artifacts.freedByDeletion'),
      usage.isPending ? (
        <Skeleton key="freed" height={18} width={80} />
      ) : (
        usage.data && size(usage.data.freed)
      ),
    ],
    [
      t('artifacts.pushed'),
      <span key="pushed">
        <Ago time={artifact.push_time} />
        {by !== undefined && t('artifacts.byWhom', { name: by })}
      </span>,
    ],
    [t('artifacts.pulled'), <Ago key="pulled" time={artifact.pull_time} never={t('common.never')} />],
    [t('artifacts.built'), built && Date.parse(built) > 0 ? <Ago key="built" time={built} /> : undefined],
    [t('artifacts.author'), typeof attributes.author === 'string' ? attributes.author : undefined],
    [t('artifacts.mediaType'), <MediaType key="media" name={artifact.manifest_media_type} />],
    [
      t('artifacts.artifactType'),
      artifact.artifact_type && artifact.artifact_type !== artifact.media_type ? (
        <MediaType key="type" name={artifact.artifact_type} />
      ) : undefined,
    ],
    [
      t('artifacts.configType'),
      artifact.media_type === artifact.manifest_media_type ? undefined : (
        <MediaType key="config" name={artifact.media_type} />
      ),
    ],
  ]
}

/** Long words that break where a person would break them. */
function MediaType({ name }: { readonly name: string }) {
  const pieces = name.split(/(?<=[./+])/)
  return (
    <span className="long-name">
      {pieces.map((piece, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a name stay where they are
        <Fragment key={index}>
          {piece}
          <wbr />
        </Fragment>
      ))}
    </span>
  )
}

function Loading() {
  return <Skeleton height={18} width={80} />
}
