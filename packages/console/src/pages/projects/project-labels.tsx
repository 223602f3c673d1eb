// The labels of a project.
import { getRouteApi } from '@tanstack/react-router'
import { useSearchSteps } from '../../app/use-search-steps.ts'
import { LabelList } from '../../labels/label-list.tsx'
import { useProject } from './project.ts'

const route = getRouteApi('/projects/$project/labels')

export function ProjectLabels() {
  const { project, may } = useProject()
  const [search, onSearch] = useSearchSteps(route)
  return (
    <LabelList
      place={{ scope: 'p', project_id: project.project_id }}
      search={search}
      onSearch={onSearch}
      may={{
        create: may('label', 'create'),
        update: may('label', 'update'),
        delete: may('label', 'delete'),
      }}
    />
  )
}
