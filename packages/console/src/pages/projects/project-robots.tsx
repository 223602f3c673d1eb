// The robots of a project.
import { getRouteApi } from '@tanstack/react-router'
import { useSearchSteps } from '../../app/use-search-steps.ts'
import { ProjectRobotDialog } from '../../robots/project-robot-dialog.tsx'
import { RobotList } from '../../robots/robot-list.tsx'
import { useProject } from './project.ts'

const route = getRouteApi('/projects/$project/robots')

export function ProjectRobots() {
  const { project, may } = useProject()
  const [search, onSearch] = useSearchSteps(route)
  return (
    <RobotList
      place={{ level: 'project', projectId: project.project_id, project: project.name }}
      search={search}
      onSearch={onSearch}
      may={{
        create: may('robot', 'create'),
        update: may('robot', 'update'),
        delete: may('robot', 'delete'),
      }}
      editor={(props) => <ProjectRobotDialog {...props} project={project.name} />}
    />
  )
}
