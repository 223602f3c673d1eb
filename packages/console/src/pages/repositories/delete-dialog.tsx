// Deletes artifacts, or some of their tags, after it has shown what goes.
import { Checkbox, SegmentedControl, Stack, Text } from '@mantine/core'
import { useQueries, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api.ts'
import { repositoryParams } from '../../app/reference.ts'
import type { May } from '../../app/session.ts'
import { DangerDialog } from '../../ui/dialog.tsx'
import { type Step, StepsProgress, useSteps } from '../../ui/steps.tsx'
import { useWords } from '../../words/words.tsx'
import { goingDigests, usageQuery } from '../artifacts/artifact-queries.ts'
import { deletionStep } from '../artifacts/deletion-step.ts'
import { refreshArtifacts } from '../artifacts/refresh.ts'
import type { Artifact } from './artifact-queries.ts'
import { DeletePreview } from './delete-preview.tsx'

export interface DeleteDialogProps {
  readonly repository: string
  readonly artifacts: readonly Artifact[]
  readonly may: May
  readonly onClose: () => void
  /** When something is gone. */
  readonly onDone: () => void
}

/** A tag, and whose it is. */
interface OwnedTag {
  readonly name: string
  readonly digest: string
}

export function DeleteDialog({ repository, artifacts, may, onClose, onDone }: DeleteDialogProps) {
  const { t, many } = useWords()
  const tags = artifacts.flatMap((each) =>
    (each.tags ?? []).map(({ name }) => ({ name, digest: each.digest })),
  )
  const modes = (['artifacts', 'tags'] as const).filter(
    (mode) =>
      may(mode === 'tags' ? 'tag' : 'artifact', 'delete') && (mode === 'artifacts' || tags.length > 0),
  )
  const [mode, setMode] = useState(modes[0] ?? 'artifacts')
  const [names, setNames] = useState<readonly string[]>(tags.length === 1 ? tags.map(({ name }) => name) : [])
  const queries = useQueryClient()
  const work = useSteps()
  const { usages, going, pending } = useUsages(repository, mode === 'artifacts' ? artifacts : [])
  const steps =
    mode === 'artifacts'
      ? going.map((digest) => deletionStep(repository, digest))
      : tags.filter(({ name }) => names.includes(name)).map((tag) => removalOf(repository, tag))
  const submit = async () => {
    try {
      const whole = await work.run(steps)
      if (whole) onDone()
      return whole
    } finally {
      await refreshArtifacts(queries, repository)
    }
  }
  const action = mode === 'artifacts' ? 'repositories.delete.artifactAction' : 'repositories.delete.tagAction'
  return (
    <DangerDialog
      opened
      size="lg"
      title={t('repositories.delete.title', { repository })}
      action={many(action, mode === 'artifacts' ? artifacts.length : steps.length)}
      disabled={pending || steps.length === 0}
      done={t('repositories.delete.done')}
      onSubmit={submit}
      onClose={() => {
        work.stop()
        onClose()
      }}
    >
      {modes.length > 1 && (
        <SegmentedControl
          aria-label={t('repositories.delete.what')}
          value={mode}
          onChange={setMode}
          data={modes.map((value) => ({ value, label: t(`repositories.delete.${value}`) }))}
        />
      )}
      {mode === 'artifacts' ? (
        <DeletePreview artifacts={artifacts} usages={usages} pending={pending} />
      ) : (
        <TagChoice tags={tags} names={names} onChange={setNames} />
      )}
      <StepsProgress done={work.done} all={steps.length} />
    </DangerDialog>
  )
}

/** What goes with the artifacts, parts and referrers too, as far as nothing else needs them. */
function useUsages(repository: string, artifacts: readonly Artifact[]) {
  const asked = useQueries({
    queries: artifacts.map(({ digest }) => ({ ...usageQuery(repository, digest), staleTime: 0 })),
  })
  const usages = asked.flatMap(({ data }) => data ?? [])
  const going = [...artifacts.map(({ digest }) => digest), ...usages.flatMap(goingDigests)]
  return { usages, going: [...new Set(going)], pending: asked.some(({ isPending }) => isPending) }
}

function removalOf(repository: string, { name, digest }: OwnedTag): Step {
  const params = { ...repositoryParams(repository), reference: digest, tag_name: name }
  return { key: name, run: () => api.deleteTag({ params }) }
}

interface TagChoiceProps {
  readonly tags: readonly OwnedTag[]
  readonly names: readonly string[]
  readonly onChange: (names: readonly string[]) => void
}

function TagChoice({ tags, names, onChange }: TagChoiceProps) {
  const { t } = useWords()
  const all = names.length === tags.length
  return (
    <Stack gap="sm">
      {tags.length > 1 && (
        <Checkbox
          label={t('repositories.delete.allTags')}
          checked={all}
          indeterminate={names.length > 0 && !all}
          onChange={() => onChange(all ? [] : tags.map(({ name }) => name))}
        />
      )}
      <Checkbox.Group
        label={t('repositories.delete.chooseTags')}
        value={[...names]}
        onChange={onChange}
        className="choice"
      >
        {tags.map(({ name }) => (
          <Checkbox key={name} value={name} label={name} mt="xs" className="long-name" />
        ))}
      </Checkbox.Group>
      <Text size="sm" c="dimmed">
        {t('repositories.delete.tagsStay')}
      </Text>
    </Stack>
  )
}
