// The rules by which jobs of a CI act as one of the project's robots.
import { getRouteApi } from '@tanstack/react-router'
import { searchStep } from '../../app/search-step.ts'
import { TrustRuleList } from '../../trust/trust-rule-list.tsx'
import { useProject } from './project.ts'

const route = getRouteApi('/projects/$project/trust')

export function ProjectTrust() {
  const { project } = useProject()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <TrustRuleList
      place={{ level: 'project', projectId: project.project_id, project: project.name }}
      search={search}
      onSearch={(next) => navigate({ search: next, ...searchStep(search, next) })}
    />
  )
}
