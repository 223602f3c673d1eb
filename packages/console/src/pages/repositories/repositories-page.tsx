// Repositories across projects, or of one.
import { Pill } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useSearchSteps } from '../../app/use-search-steps.ts'
import { FirstPush } from '../../ui/first-push.tsx'
import { Page } from '../../ui/page.tsx'
import { useWords } from '../../words/words.tsx'
import { RepositoryList } from './repository-list.tsx'

const route = getRouteApi('/repositories/')

export function RepositoriesPage() {
  const { t } = useWords()
  const [search, onSearch] = useSearchSteps(route)
  const { project } = search
  return (
    <Page title={t('repositories.title')}>
      <RepositoryList
        search={search}
        onSearch={onSearch}
        project={project}
        empty={<FirstPush project={project} />}
        tools={project !== undefined && <ProjectPill project={project} />}
      />
    </Page>
  )
}

function ProjectPill({ project }: { readonly project: string }) {
  const { t } = useWords()
  const [search, onSearch] = useSearchSteps(route)
  const { project: _, page: __, ...others } = search
  return (
    <Pill
      size="md"
      withRemoveButton
      removeButtonProps={{ 'aria-label': t('repositories.anyProject'), tabIndex: 0, 'aria-hidden': false }}
      onRemove={() => onSearch(others)}
    >
      {t('repositories.ofProject', { project })}
    </Pill>
  )
}
