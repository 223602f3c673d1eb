// Repositories across projects, or of one.
import { Pill } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { searchStep } from '../../app/search-step.ts'
import { FirstPush } from '../../ui/first-push.tsx'
import { Page } from '../../ui/page.tsx'
import { useWords } from '../../words/words.tsx'
import { RepositoryList } from './repository-list.tsx'
import type { RepositoriesSearch } from './repository-search.ts'

const route = getRouteApi('/repositories/')

export function RepositoriesPage() {
  const { t } = useWords()
  const search = route.useSearch()
  const { project } = search
  const navigate = route.useNavigate()
  return (
    <Page title={t('repositories.title')}>
      <RepositoryList
        search={search}
        onSearch={(next) => navigate({ search: next, ...searchStep(search, next) })}
        project={project}
        empty={<FirstPush project={project} />}
        tools={project !== undefined && <ProjectPill search={search} project={project} />}
      />
    </Page>
  )
}

function ProjectPill({ search, project }: { readonly search: RepositoriesSearch; readonly project: string }) {
  const { t } = useWords()
  const navigate = route.useNavigate()
  const { project: _, page: __, ...others } = search
  return (
    <Pill
      size="md"
      withRemoveButton
      removeButtonProps={{ 'aria-label': t('repositories.anyProject'), tabIndex: 0, 'aria-hidden': false }}
      onRemove={() => navigate({ search: others })}
    >
      {t('repositories.ofProject', { project })}
    </Pill>
  )
}
