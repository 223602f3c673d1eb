// Deletes artifacts, or some of their tags, after it has shown what goes.
import { Checkbox, Progress, SegmentedControl, Stack, Text } from '@mantine/core'
import { useQueries, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { api } from '../../api.ts'
import { repositoryParams } from '../../app/reference.ts'
import type { May } from '../../app/session.ts'
import { DangerDialog } from '../../ui/dialog.tsx'
import { useWords } from '../../words/words.tsx'
import { goingDigests, usageQuery } from '../artifacts/artifact-queries.ts'
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

interface Step {
  /** Names it among the others. */
  readonly key: string
  readonly run: () => Promise<unknown>
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
  const work = useSteps(repository, onDone)
  const { usages, going, pending } = useUsages(repository, mode === 'artifacts' ? artifacts : [])
  const steps =
    mode === 'artifacts'
      ? going.map((digest) => deletionOf(repository, digest))
      : tags.filter(({ name }) => names.includes(name)).map((tag) => removalOf(repository, tag))
  const action = mode === 'artifacts' ? 'repositories.delete.artifactAction' : 'repositories.delete.tagAction'
  return (
    <DangerDialog
      opened
      size="lg"
      title={t('repositories.delete.title', { repository })}
      action={many(action, mode === 'artifacts' ? artifacts.length : steps.length)}
      disabled={pending || steps.length === 0}
      done={t('repositories.delete.done')}
      onSubmit={() => work.run(steps)}
      onClose={() => {
        work.cancel()
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
      {work.done !== undefined && steps.length > 1 && <Done done={work.done} all={steps.length} />}
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

function deletionOf(repository: string, reference: string): Step {
  const params = { ...repositoryParams(repository), reference }
  return { key: reference, run: () => api.deleteArtifact({ params }) }
}

function removalOf(repository: string, { name, digest }: OwnedTag): Step {
  const params = { ...repositoryParams(repository), reference: digest, tag_name: name }
  return { key: name, run: () => api.deleteTag({ params }) }
}

/** One after the other; who cancels keeps what has not gone, and a second try goes on where the first ended. */
function useSteps(repository: string, onDone: () => void) {
  const queries = useQueryClient()
  const gone = useRef(new Set<string>())
  const cancelled = useRef(false)
  const [done, setDone] = useState<number>()
  const run = async (steps: readonly Step[]) => {
    try {
      for (const { key, run } of steps) {
        if (cancelled.current) return
        setDone(gone.current.size)
        if (!gone.current.has(key)) await run()
        gone.current.add(key)
      }
      onDone()
    } finally {
      const keys = [
        ['artifacts', repository],
        ['artifact', repository],
        ['repository', repository],
        ['repositories'],
      ]
      await Promise.all(keys.map((queryKey) => queries.invalidateQueries({ queryKey })))
    }
  }
  const cancel = () => {
    cancelled.current = true
  }
  return { run, cancel, done }
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

function Done({ done, all }: { readonly done: number; readonly all: number }) {
  const { t } = useWords()
  const words = t('repositories.delete.progress', { done, all })
  return (
    <Stack gap={4}>
      <Progress value={(100 * done) / all} aria-label={words} />
      <Text size="sm" role="status">
        {words}
      </Text>
    </Stack>
  )
}
