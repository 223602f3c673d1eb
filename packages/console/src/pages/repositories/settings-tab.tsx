// What can be done to a repository as a whole.
import { Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../../api.ts'
import { repositoryParams } from '../../app/reference.ts'
import { DangerCard } from '../../ui/danger-card.tsx'
import { DangerDialog } from '../../ui/dialog.tsx'
import { Facts } from '../../ui/facts.tsx'
import { count } from '../../ui/format.ts'
import { useWords } from '../../words/words.tsx'
import { artifactsQuery } from './artifact-queries.ts'

const route = getRouteApi('/repositories/$')

export interface SettingsTabProps {
  readonly repository: string
  readonly of: { readonly artifact_count?: number | undefined; readonly pull_count?: number | undefined }
}

export function SettingsTab(props: SettingsTabProps) {
  const { t } = useWords()
  const [asked, ask] = useState(false)
  return (
    <DangerCard
      action={t('repositories.settings.delete')}
      words={t('repositories.settings.deleteWords')}
      onClick={() => ask(true)}
    >
      {asked && <Deletion {...props} onClose={() => ask(false)} />}
    </DangerCard>
  )
}

function Deletion({ repository, of, onClose }: SettingsTabProps & { readonly onClose: () => void }) {
  const { t, language } = useWords()
  const queries = useQueryClient()
  const navigate = route.useNavigate()
  const newest = useQuery(artifactsQuery(repository, {})).data?.body
  const tags = newest?.flatMap((each) => each.tags?.map(({ name }) => name) ?? []).slice(0, 10)
  const remove = async () => {
    await api.deleteRepository({ params: repositoryParams(repository) })
    await navigate({ to: '/repositories', search: {} })
    for (const queryKey of [
      ['repository', repository],
      ['artifacts', repository],
    ]) {
      queries.removeQueries({ queryKey })
    }
    await queries.invalidateQueries({ queryKey: ['repositories'] })
  }
  return (
    <DangerDialog
      opened
      title={t('repositories.settings.delete')}
      action={t('repositories.settings.delete')}
      done={t('repositories.settings.deleted', { repository })}
      typed={repository}
      onSubmit={remove}
      onClose={onClose}
    >
      <Text size="sm">{t('repositories.delete.goes')}</Text>
      <Text component="div" size="sm">
        <Facts
          facts={[
            [t('repositories.name'), repository],
            [t('repositories.artifacts'), count(of.artifact_count ?? 0, language)],
            [t('repositories.settings.newest'), tags?.length ? tags.join(', ') : undefined],
            [t('repositories.settings.pulls'), count(of.pull_count ?? 0, language)],
          ]}
        />
      </Text>
    </DangerDialog>
  )
}
