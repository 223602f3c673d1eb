// The repositories of a project.
import { getRouteApi } from '@tanstack/react-router'
import { searchStep } from '../../app/search-step.ts'
import { EmptyCard } from '../../ui/empty-card.tsx'
import { FirstPush } from '../../ui/first-push.tsx'
import { useWords } from '../../words/words.tsx'
import { RepositoryList } from '../repositories/repository-list.tsx'
import { useProject } from './project.ts'

const route = getRouteApi('/projects/$project/repositories')

export function ProjectRepositories() {
  const { t } = useWords()
  const { project, may } = useProject()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const empty = may('repository', 'push') ? (
    <FirstPush project={project.name} />
  ) : (
    <EmptyCard title={t('projects.noRepositories.title')} words={t('projects.noRepositories.words')} />
  )
  return (
    <RepositoryList
      search={search}
      onSearch={(next) => navigate({ search: next, ...searchStep(search, next) })}
      project={project.name}
      within
      empty={empty}
    />
  )
}
