// The repositories of a project.
import { getRouteApi } from '@tanstack/react-router'
import { useSearchSteps } from '../../app/use-search-steps.ts'
import { EmptyCard } from '../../ui/empty-card.tsx'
import { FirstPush } from '../../ui/first-push.tsx'
import { useWords } from '../../words/words.tsx'
import { RepositoryList } from '../repositories/repository-list.tsx'
import { useProject } from './project.ts'

const route = getRouteApi('/projects/$project/repositories')

export function ProjectRepositories() {
  const { t } = useWords()
  const { project, may } = useProject()
  const [search, onSearch] = useSearchSteps(route)
  const empty = may('repository', 'push') ? (
    <FirstPush project={project.name} />
  ) : (
    <EmptyCard title={t('projects.noRepositories.title')} words={t('projects.noRepositories.words')} />
  )
  return <RepositoryList search={search} onSearch={onSearch} project={project.name} within empty={empty} />
}
