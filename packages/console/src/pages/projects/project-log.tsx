// Who did what in a project.
import { getRouteApi } from '@tanstack/react-router'
import { api } from '../../api.ts'
import { useSearchSteps } from '../../app/use-search-steps.ts'
import { LogList } from '../../log/log-list.tsx'
import { useProject } from './project.ts'

const route = getRouteApi('/projects/$project/log')
const types = ['artifact', 'tag', 'repository', 'project', 'member', 'robot', 'label', 'trust_rule']
const operations = ['create', 'update', 'delete', 'pull']

export function ProjectLog() {
  const { project } = useProject()
  const [search, onSearch] = useSearchSteps(route)
  return (
    <LogList
      of={project.name}
      ask={(query) => api.getLogExts({ params: { project_name: project.name }, query })}
      types={types}
      operations={operations}
      search={search}
      onSearch={onSearch}
    />
  )
}
