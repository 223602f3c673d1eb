// The labels of an artifact, with adding and removing for those who may.
import { ActionIcon, Button, ColorSwatch, Group, Text, Tooltip } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api.ts'
import { contains } from '../../app/filter.ts'
import { repositoryParams } from '../../app/reference.ts'
import { useMay } from '../../app/session.ts'
import { FormDialog } from '../../ui/dialog.tsx'
import { Icon } from '../../ui/icon.tsx'
import { offered, SearchSelect } from '../../ui/search-select.tsx'
import { useWords } from '../../words/words.tsx'
import type { ArtifactProps } from './artifact-props.ts'
import { Section } from './panel-section.tsx'
import { refreshArtifacts } from './refresh.ts'

export function ArtifactLabels({ repository, artifact }: ArtifactProps) {
  const { t } = useWords()
  const may = useMay(artifact.project_id)
  const [adding, { open, close }] = useDisclosure()
  const labels = artifact.labels ?? []
  const add = may('artifact-label', 'create') && (
    <Button size="compact-sm" variant="subtle" leftSection={<Icon name="plus" size={14} />} onClick={open}>
      {t('artifacts.labels.add')}
    </Button>
  )
  return (
    <Section title={t('artifacts.labels')} action={add}>
      {labels.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('artifacts.labels.none')}
        </Text>
      )}
      <Group gap="xs" component="ul" className="plain-list">
        {labels.map((label) => (
          <Group key={label.id} component="li" gap={6} wrap="nowrap" className="pill" maw="100%">
            {label.color && <ColorSwatch color={label.color} size={10} withShadow={false} aria-hidden />}
            <Text span size="sm" className="long-name">
              {label.name}
            </Text>
            {may('artifact-label', 'delete') && (
              <RemoveLabel repository={repository} artifact={artifact} label={label} />
            )}
          </Group>
        ))}
      </Group>
      {adding && <AddLabel repository={repository} artifact={artifact} onClose={close} />}
    </Section>
  )
}

type Label = NonNullable<ArtifactProps['artifact']['labels']>[number]

function RemoveLabel({ repository, artifact, label }: ArtifactProps & { readonly label: Label }) {
  const { t } = useWords()
  const queries = useQueryClient()
  const { id = 0, name = '' } = label
  const remove = useMutation({
    mutationFn: () =>
      api.removeLabel({
        params: { ...repositoryParams(repository), reference: artifact.digest, label_id: id },
      }),
    onSettled: () => refreshArtifacts(queries, repository),
    onError: ({ message }) => notifications.show({ message, color: 'red' }),
  })
  const words = t('artifacts.labels.remove', { name })
  return (
    <Tooltip label={words}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="xs"
        aria-label={words}
        loading={remove.isPending}
        onClick={() => remove.mutate()}
      >
        <Icon name="close" size={14} />
      </ActionIcon>
    </Tooltip>
  )
}

function AddLabel({ repository, artifact, onClose }: ArtifactProps & { readonly onClose: () => void }) {
  const { t } = useWords()
  const queries = useQueryClient()
  const [chosen, choose] = useState<string | null>(null)
  const carried = new Set((artifact.labels ?? []).map(({ id }) => id))
  const search = async (text: string) => {
    const found = await labelsFor(artifact.project_id, text)
    return found
      .filter(({ id }) => !carried.has(id))
      .map(({ id, name = '', scope }) => ({
        value: String(id),
        label: scope === 'g' ? `${name} (${t('artifacts.labels.common')})` : name,
      }))
  }
  const submit = async () => {
    const params = { ...repositoryParams(repository), reference: artifact.digest }
    await api.addLabel({ params, body: { id: Number(chosen) } })
    await refreshArtifacts(queries, repository)
  }
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={t('artifacts.labels.addTitle')}
      action={t('common.add')}
      onSubmit={submit}
      disabled={chosen === null}
    >
      <SearchSelect
        label={t('artifacts.labels.label')}
        nothing={t('artifacts.labels.noneLeft')}
        queryKey={['labels', artifact.project_id, [...carried]]}
        search={search}
        value={chosen}
        onChange={choose}
        data-autofocus
      />
    </FormDialog>
  )
}

/** Of the project and of all of them: the first by name, enough of them that some are left beside those that are there. */
async function labelsFor(project_id: number | undefined, text: string) {
  const query = { page_size: 2 * offered, sort: 'name', ...(text !== '' && { q: contains('name', text) }) }
  const [own, common] = await Promise.all([
    api.ListLabels({ query: { ...query, scope: 'p', project_id } }),
    api.ListLabels({ query: { ...query, scope: 'g' } }),
  ])
  return [...own.body, ...common.body]
}
