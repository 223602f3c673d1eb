// What refers to an artifact and to its parts, as a tree; drawn too where there is more than a line of it.
import { Card, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Ago } from '../../ui/ago.tsx'
import { Digest } from '../../ui/digest.tsx'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { useFirstOf } from '../../ui/first-of.tsx'
import { size } from '../../ui/format.ts'
import { Icon, type IconName } from '../../ui/icon.tsx'
import { Nothing, Skeletons } from '../../ui/list.tsx'
import { ArtifactLink } from '../../ui/repository-link.tsx'
import { useWords } from '../../words/words.tsx'
import type { ArtifactProps } from './artifact-props.ts'
import { mostArtifacts, usageQuery } from './artifact-queries.ts'
import { type Branch, countBelow, familyOf, type Kind } from './family.ts'
import { FamilyPicture, mostDrawn } from './family-picture.tsx'
import { useBranchName } from './use-branch-name.ts'

export function ReferrersTab({ repository, artifact }: ArtifactProps) {
  const { t } = useWords()
  const usage = useQuery(usageQuery(repository, artifact.digest))
  if (usage.error) return <FailureNotice error={usage.error} again={() => usage.refetch()} />
  if (usage.isPending) return <Skeletons />
  const family = familyOf(usage.data.artifacts, artifact.references)
  if (!family || family.children.length === 0) return <Nothing>{t('artifacts.referrers.none')}</Nothing>
  const below = countBelow(family)
  return (
    <Stack gap="md">
      {below > 1 && below < mostDrawn && (
        <Card withBorder padding="md">
          <FamilyPicture family={family} />
        </Card>
      )}
      <Card withBorder padding="md">
        <Branches repository={repository} branches={family.children} />
      </Card>
      {usage.data.artifacts.length === mostArtifacts && (
        <Text size="sm" c="dimmed">
          {t('artifacts.referrers.most', { count: mostArtifacts })}
        </Text>
      )}
    </Stack>
  )
}

const kindIcons: Readonly<Record<Kind, IconName>> = {
  self: 'box',
  platform: 'box',
  part: 'box',
  attestation: 'check',
  signature: 'key',
  sbom: 'list',
  referrer: 'tag',
}

interface BranchesProps {
  readonly repository: string
  readonly branches: readonly Branch[]
}

function Branches({ repository, branches }: BranchesProps) {
  const { shown, more } = useFirstOf(branches)
  return (
    <>
      <ul className="tree">
        {shown.map((branch) => (
          <BranchItem key={branch.artifact.digest} repository={repository} branch={branch} />
        ))}
      </ul>
      {more}
    </>
  )
}

interface BranchItemProps {
  readonly repository: string
  readonly branch: Branch
}

function BranchItem({ repository, branch }: BranchItemProps) {
  const name = useBranchName()
  const { artifact, kind, children } = branch
  const type = artifact.artifact_type ?? artifact.media_type
  return (
    <li>
      <Stack gap={0} py={6}>
        <Group gap="xs">
          <Icon name={kindIcons[kind]} size={16} />
          <ArtifactLink repository={repository} reference={artifact.digest}>
            {name(branch)}
          </ArtifactLink>
          <Digest digest={artifact.digest} />
          <Text span size="sm" c="dimmed">
            {size(artifact.size)} · <Ago time={artifact.push_time} />
          </Text>
        </Group>
        <Text size="xs" c="dimmed" className="long-name">
          {type}
        </Text>
      </Stack>
      {children.length > 0 && <Branches repository={repository} branches={children} />}
    </li>
  )
}
