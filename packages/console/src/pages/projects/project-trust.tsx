// The rules by which jobs of a CI act as one of the project's robots.
import { getRouteApi } from '@tanstack/react-router'
import { useSearchSteps } from '../../app/use-search-steps.ts'
import { TrustRuleList } from '../../trust/trust-rule-list.tsx'
import { useProject } from './project.ts'

const route = getRouteApi('/projects/$project/trust')

export function ProjectTrust() {
  const { project } = useProject()
  const [search, onSearch] = useSearchSteps(route)
  return (
    <TrustRuleList
      place={{ level: 'project', projectId: project.project_id, project: project.name }}
      search={search}
      onSearch={onSearch}
    />
  )
}
