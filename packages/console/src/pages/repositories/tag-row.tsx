// An artifact in the list of a repository.
import { ActionIcon, Badge, Checkbox, Group, Stack, Table, Text, Tooltip } from '@mantine/core'
import { belongingsOf, platformsOf } from '../../app/artifact-facts.ts'
import { Ago } from '../../ui/ago.tsx'
import { Digest } from '../../ui/digest.tsx'
import { shortDigest, size } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { useKindWords } from '../../ui/kind-words.ts'
import { useWords } from '../../words/words.tsx'
import type { Artifact } from './artifact-queries.ts'
import { CopyPull } from './copy-pull.tsx'
import { TagNames } from './tag-names.tsx'

export interface TagRowProps {
  readonly repository: string
  readonly artifact: Artifact
  /** What the list was searched for: tags that match come first. */
  readonly wanted: string
  /** The list is sorted by when they were pulled, which is said also where there is no column of it. */
  readonly pulled: boolean
  readonly chosen?: boolean
  /** For those who may delete; so is `onDelete`. */
  readonly onChoose?: () => void
  readonly onDelete?: () => void
}

/** How a row is called in words: by its first tag, else by its digest. */
function nameOf({ tags, digest }: Artifact): string {
  return tags?.[0]?.name ?? shortDigest(digest)
}

export function TagRow(props: TagRowProps) {
  const { repository, artifact, wanted, pulled, chosen, onChoose } = props
  const { t } = useWords()
  const platforms = platformsOf(artifact)
  return (
    <Table.Tr>
      {onChoose && (
        <Table.Td>
          <Checkbox
            aria-label={t('repositories.tags.select', { name: nameOf(artifact) })}
            checked={chosen === true}
            onChange={onChoose}
          />
        </Table.Td>
      )}
      <Table.Td>
        <Stack gap={2}>
          <TagNames repository={repository} artifact={artifact} wanted={wanted} />
          <Brief artifact={artifact} platforms={platforms} />
          {pulled && <Pulled artifact={artifact} />}
        </Stack>
      </Table.Td>
      <Table.Td visibleFrom="md">
        <Platforms names={platforms} />
      </Table.Td>
      <Table.Td visibleFrom="lg">
        <Kind artifact={artifact} />
      </Table.Td>
      <Table.Td className="number" visibleFrom="sm">
        {size(artifact.size)}
      </Table.Td>
      <Table.Td className="nowrap" visibleFrom="sm">
        <Ago time={artifact.push_time} />
      </Table.Td>
      <Table.Td className="nowrap" visibleFrom="lg">
        <Ago time={artifact.pull_time} never={t('common.never')} />
      </Table.Td>
      <Table.Td className="nowrap" visibleFrom="md">
        <Digest digest={artifact.digest} />
      </Table.Td>
      <Actions {...props} />
    </Table.Tr>
  )
}

/** What a narrow screen has no columns for. */
function Brief({
  artifact,
  platforms,
}: {
  readonly artifact: Artifact
  readonly platforms: readonly string[]
}) {
  return (
    <>
      <Text size="xs" c="dimmed" hiddenFrom="sm" component="div">
        {size(artifact.size)} · <Ago time={artifact.push_time} />
      </Text>
      {platforms.length > 0 && (
        <Text size="xs" c="dimmed" hiddenFrom="md" className="long-name">
          {platforms.join(', ')}
        </Text>
      )}
    </>
  )
}

function Pulled({ artifact }: { readonly artifact: Artifact }) {
  const { t } = useWords()
  return (
    <Text size="xs" c="dimmed" hiddenFrom="lg" component="div">
      {t('repositories.tags.pulled')}: <Ago time={artifact.pull_time} never={t('common.never')} />
    </Text>
  )
}

const shownPlatforms = 2

function Platforms({ names }: { readonly names: readonly string[] }) {
  const { t } = useWords()
  const rest = names.slice(shownPlatforms)
  if (names.length === 0) {
    return (
      <Text span inherit c="dimmed">
        –
      </Text>
    )
  }
  return (
    <Group gap={4}>
      {names.slice(0, shownPlatforms).map((name) => (
        <Badge key={name} variant="default">
          {name}
        </Badge>
      ))}
      {rest.length > 0 && (
        <Tooltip label={rest.join(', ')} multiline maw={320}>
          {/* What it stands for is shown on focus too. */}
          <Badge
            variant="default"
            fw={500}
            tabIndex={0}
            role="img"
            aria-label={t('repositories.tags.morePlatforms', { platforms: rest.join(', ') })}
          >
            +{rest.length}
          </Badge>
        </Tooltip>
      )}
    </Group>
  )
}

function Kind({ artifact }: { readonly artifact: Artifact }) {
  const { t } = useWords()
  const kind = useKindWords()
  return (
    <Group gap={6}>
      <span className="nowrap">{kind(artifact.type)}</span>
      {belongingsOf(artifact.accessories).map((each) => (
        <Badge key={each} variant="default">
          {t(`repositories.belongs.${each}`)}
        </Badge>
      ))}
    </Group>
  )
}

function Actions({ repository, artifact, onDelete }: TagRowProps) {
  const { t } = useWords()
  const reference = artifact.tags?.[0]?.name ?? artifact.digest
  const label = t('repositories.tags.delete', { name: nameOf(artifact) })
  return (
    <Table.Td className="row-actions">
      <Group gap={2} justify="flex-end" wrap="nowrap">
        <CopyPull repository={repository} chosen={{ reference, kind: artifact.type }} />
        {onDelete && (
          <Tooltip label={label}>
            <ActionIcon variant="subtle" color="gray" aria-label={label} onClick={onDelete}>
              <Icon name="trash" />
            </ActionIcon>
          </Tooltip>
        )}
      </Group>
    </Table.Td>
  )
}
