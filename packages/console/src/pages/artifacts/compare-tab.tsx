// An artifact beside another of its repository: sizes, layers in common and not, and what is configured otherwise.
import { NativeSelect, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { FailureNotice, failureOf } from '../../ui/failure-notice.tsx'
import { shortDigest } from '../../ui/format.ts'
import { Nothing, Skeletons } from '../../ui/list.tsx'
import { useWords } from '../../words/words.tsx'
import type { ArtifactTabProps } from './artifact-props.ts'
import { type Artifact, artifactQuery } from './artifact-queries.ts'
import { CompareWith } from './compare-with.tsx'
import { isAttestation, platformOf } from './family.ts'
import { type Side, SideBySide } from './side-by-side.tsx'
import { useArtifactSearch } from './use-artifact-search.ts'

export function CompareTab({ repository, reference, artifact }: ArtifactTabProps) {
  const { t } = useWords()
  const { search, go } = useArtifactSearch()
  return (
    <Stack gap="md">
      <CompareWith
        repository={repository}
        besides={reference}
        chosen={search.compare}
        onChoose={(compare) => go({ compare, platform: undefined })}
      />
      {search.compare === undefined ? (
        <Nothing>{t('artifacts.compare.choose')}</Nothing>
      ) : (
        <Compared repository={repository} reference={reference} artifact={artifact} other={search.compare} />
      )}
    </Stack>
  )
}

function Compared({ repository, reference, artifact, other }: ArtifactTabProps & { readonly other: string }) {
  const found = useQuery(artifactQuery(repository, other))
  if (found.error) return <FailureNotice error={found.error} again={() => found.refetch()} />
  if (found.isPending) return <Skeletons />
  return (
    <Pair
      repository={repository}
      left={{ name: written(reference), artifact }}
      right={{ name: written(other), artifact: found.data }}
    />
  )
}

function written(reference: string): string {
  return reference.includes(':') ? shortDigest(reference) : reference
}

interface PairProps {
  readonly repository: string
  readonly left: Side
  readonly right: Side
}

/** Of indexes the images of one platform. */
function Pair({ repository, left, right }: PairProps) {
  const { t } = useWords()
  const { search, go } = useArtifactSearch()
  const [ofLeft, ofRight] = [imagesOf(left.artifact), imagesOf(right.artifact)]
  if (!ofLeft && !ofRight) return <SideBySide repository={repository} left={left} right={right} />
  const names = [...new Set([...(ofLeft?.keys() ?? []), ...(ofRight?.keys() ?? [])])]
  const both = names.filter((name) => (ofLeft?.has(name) ?? true) && (ofRight?.has(name) ?? true))
  const platform = both.find((name) => name === search.platform) ?? both[0]
  if (platform === undefined) return <Nothing>{t('artifacts.compare.noPlatform')}</Nothing>
  return (
    <Stack gap="md">
      <NativeSelect
        label={t('artifacts.platform')}
        data={both}
        value={platform}
        maw={280}
        onChange={({ currentTarget }) => go({ platform: currentTarget.value })}
      />
      {both.length < names.length && (
        <Text size="sm" c="dimmed">
          {t('artifacts.compare.onlyOne', { names: names.filter((name) => !both.includes(name)).join(', ') })}
        </Text>
      )}
      <Platforms
        repository={repository}
        left={{ ...left, digest: ofLeft?.get(platform) }}
        right={{ ...right, digest: ofRight?.get(platform) }}
      />
    </Stack>
  )
}

type SideOfPlatform = Side & { readonly digest: string | undefined }

interface PlatformsProps {
  readonly repository: string
  readonly left: SideOfPlatform
  readonly right: SideOfPlatform
}

function Platforms({ repository, left, right }: PlatformsProps) {
  const ofLeft = useQuery(artifactQuery(repository, left.digest ?? left.artifact.digest))
  const ofRight = useQuery(artifactQuery(repository, right.digest ?? right.artifact.digest))
  const failure = failureOf(ofLeft, ofRight)
  if (failure) return <FailureNotice {...failure} />
  if (!ofLeft.data || !ofRight.data) return <Skeletons />
  return (
    <SideBySide
      repository={repository}
      left={{ name: left.name, artifact: ofLeft.data }}
      right={{ name: right.name, artifact: ofRight.data }}
    />
  )
}

/** Of an index its images by their platforms, those that were pushed. */
function imagesOf({ references }: Artifact): ReadonlyMap<string, string> | undefined {
  if (references === null) return undefined
  const images = references.filter((each) => !isAttestation(each) && each.child_id !== 0)
  const entries = images.map(({ platform, child_digest }) => [platformOf(platform), child_digest] as const)
  return new Map(entries.filter((entry): entry is [string, string] => entry[0] !== undefined))
}
