// The tags of an artifact, with adding and taking away for those who may.
import { ActionIcon, Button, Group, Stack, Text, TextInput, Tooltip } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../../api.ts'
import { repositoryParams, writtenReference } from '../../app/reference.ts'
import { useMay } from '../../app/session.ts'
import { Ago } from '../../ui/ago.tsx'
import { DangerDialog, FormDialog } from '../../ui/dialog.tsx'
import { Digest } from '../../ui/digest.tsx'
import { Icon } from '../../ui/icon.tsx'
import { ArtifactLink } from '../../ui/repository-link.tsx'
import { useWords } from '../../words/words.tsx'
import type { ArtifactProps } from './artifact-props.ts'
import { Section } from './panel-section.tsx'
import { refreshArtifacts } from './refresh.ts'

/** More are a click away. */
const shownAtFirst = 8

export function ArtifactTags({ repository, artifact }: ArtifactProps) {
  const { t, many } = useWords()
  const may = useMay(artifact.project_id)
  const [all, { open: showAll }] = useDisclosure()
  const [adding, { open, close }] = useDisclosure()
  const [leaving, setLeaving] = useState<string>()
  const tags = artifact.tags ?? []
  const shown = all ? tags : tags.slice(0, shownAtFirst)
  const add = may('tag', 'create') && (
    <Button size="compact-sm" variant="subtle" leftSection={<Icon name="plus" size={14} />} onClick={open}>
      {t('artifacts.tags.add')}
    </Button>
  )
  return (
    <Section title={t('artifacts.tags')} action={add}>
      {tags.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('artifacts.tags.none')}
        </Text>
      )}
      <Stack gap={4} component="ul" className="plain-list">
        {shown.map(({ name, push_time }) => (
          <Group key={name} component="li" justify="space-between" wrap="nowrap" gap="xs" mih={28}>
            <ArtifactLink repository={repository} reference={name} />
            <Group gap={4} wrap="nowrap" className="nowrap">
              <Text span size="sm" c="dimmed">
                <Ago time={push_time} />
              </Text>
              {may('tag', 'delete') && <Remove name={name} onClick={() => setLeaving(name)} />}
            </Group>
          </Group>
        ))}
      </Stack>
      {tags.length > shown.length && (
        <Button size="compact-sm" variant="subtle" onClick={showAll}>
          {many('artifacts.tags.all', tags.length)}
        </Button>
      )}
      {adding && <AddTag repository={repository} artifact={artifact} onClose={close} />}
      {leaving !== undefined && (
        <RemoveTag
          repository={repository}
          artifact={artifact}
          tag={leaving}
          onClose={() => setLeaving(undefined)}
        />
      )}
    </Section>
  )
}

function Remove({ name, onClick }: { readonly name: string; readonly onClick: () => void }) {
  const { t } = useWords()
  const words = t('artifacts.tags.remove', { name })
  return (
    <Tooltip label={words}>
      <ActionIcon variant="subtle" color="gray" aria-label={words} onClick={onClick}>
        <Icon name="trash" size={16} />
      </ActionIcon>
    </Tooltip>
  )
}

function AddTag({ repository, artifact, onClose }: ArtifactProps & { readonly onClose: () => void }) {
  const { t } = useWords()
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const submit = async () => {
    const params = { ...repositoryParams(repository), reference: artifact.digest }
    await api.createTag({ params, body: { name: name.trim() } })
    await refreshArtifacts(queries, repository)
  }
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={t('artifacts.tags.addTitle')}
      action={t('common.add')}
      onSubmit={submit}
      disabled={name.trim() === ''}
    >
      <TextInput
        label={t('artifacts.tags.name')}
        value={name}
        data-autofocus
        autoComplete="off"
        spellCheck={false}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
    </FormDialog>
  )
}

interface RemoveTagProps extends ArtifactProps {
  readonly tag: string
  readonly onClose: () => void
}

function RemoveTag({ repository, artifact, tag, onClose }: RemoveTagProps) {
  const { t } = useWords()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const last = (artifact.tags ?? []).length === 1
  const submit = async () => {
    const params = { ...repositoryParams(repository), reference: artifact.digest, tag_name: tag }
    await api.deleteTag({ params })
    // The page may be this tag's own, which is now gone; the artifact is still there.
    const _splat = writtenReference(repository, artifact.digest)
    await navigate({ to: '/repositories/$', params: { _splat }, replace: true })
    await refreshArtifacts(queries, repository)
  }
  return (
    <DangerDialog
      opened
      onClose={onClose}
      title={t('artifacts.tags.remove', { name: tag })}
      action={t('common.remove')}
      onSubmit={submit}
      done={t('artifacts.tags.removed', { name: tag })}
    >
      <Text className="long-name">
        {t('artifacts.tags.removeWords', { name: writtenReference(repository, tag) })}
      </Text>
      <Group gap="xs">
        <Text size="sm">{t('artifacts.tags.stays')}</Text>
        <Digest digest={artifact.digest} />
      </Group>
      {last && <Text size="sm">{t('artifacts.tags.last')}</Text>}
    </DangerDialog>
  )
}
