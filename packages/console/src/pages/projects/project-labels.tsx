// The labels of a project.
import { getRouteApi } from '@tanstack/react-router'
import { searchStep } from '../../app/search-step.ts'
import { LabelList } from '../../labels/label-list.tsx'
import { useProject } from './project.ts'

const route = getRouteApi('/projects/$project/labels')

export function ProjectLabels() {
  const { project, may } = useProject()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <LabelList
      place={{ scope: 'p', project_id: project.project_id }}
      search={search}
      onSearch={(next) => navigate({ search: next, ...searchStep(search, next) })}
      may={{
        create: may('label', 'create'),
        update: may('label', 'update'),
        delete: may('label', 'delete'),
      }}
    />
  )
}
