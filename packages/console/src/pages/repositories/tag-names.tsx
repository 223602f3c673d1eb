// All names of one artifact: a few at once, the others when asked for.
import { Group, Text, UnstyledButton } from '@mantine/core'
import { useState } from 'react'
import { tagsInOrder } from '../../app/artifact-facts.ts'
import { count } from '../../ui/format.ts'
import { ArtifactLink } from '../../ui/repository-link.tsx'
import { useWords } from '../../words/words.tsx'
import type { Artifact } from './artifact-queries.ts'

const shownFolded = 3
/** As many as a list names of each artifact. */
const named = 100

export interface TagNamesProps {
  readonly repository: string
  readonly artifact: Artifact
  readonly wanted: string
}

export function TagNames({ repository, artifact, wanted }: TagNamesProps) {
  const { t, many, language } = useWords()
  const [unfolded, unfold] = useState(false)
  const tags = tagsInOrder(artifact.tags?.map(({ name }) => name) ?? [], wanted)
  const rest = tags.length - shownFolded
  if (tags.length === 0) {
    return (
      <ArtifactLink repository={repository} reference={artifact.digest} c="dimmed" fs="italic">
        {t('repositories.tags.untagged')}
      </ArtifactLink>
    )
  }
  return (
    <Group gap="4px 10px">
      {(unfolded ? tags : tags.slice(0, shownFolded)).map((tag) => (
        <ArtifactLink key={tag} repository={repository} reference={tag} fw={500} />
      ))}
      {rest > 0 && (
        <UnstyledButton
          className="fold"
          aria-expanded={unfolded}
          aria-label={unfolded ? t('repositories.tags.fold') : many('repositories.tags.unfold', rest)}
          onClick={() => unfold(!unfolded)}
        >
          {unfolded
            ? t('repositories.tags.fold')
            : t('repositories.tags.more', { count: count(rest, language) })}
        </UnstyledButton>
      )}
      {unfolded && tags.length >= named && (
        <Text size="sm" c="dimmed">
          {t('repositories.tags.newest', { count: named })}{' '}
          <ArtifactLink repository={repository} reference={artifact.digest}>
            {t('repositories.tags.allOfThem')}
          </ArtifactLink>
        </Text>
      )}
    </Group>
  )
}
