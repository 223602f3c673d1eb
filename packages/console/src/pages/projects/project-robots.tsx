// The robots of a project.
import { getRouteApi } from '@tanstack/react-router'
import { searchStep } from '../../app/search-step.ts'
import { ProjectRobotDialog } from '../../robots/project-robot-dialog.tsx'
import { RobotList } from '../../robots/robot-list.tsx'
import { useProject } from './project.ts'

const route = getRouteApi('/projects/$project/robots')

export function ProjectRobots() {
  const { project, may } = useProject()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <RobotList
      place={{ level: 'project', projectId: project.project_id, project: project.name }}
      search={search}
      onSearch={(next) => navigate({ search: next, ...searchStep(search, next) })}
      may={{
        create: may('robot', 'create'),
        update: may('robot', 'update'),
        delete: may('robot', 'delete'),
      }}
      editor={(props) => <ProjectRobotDialog {...props} project={project.name} />}
    />
  )
}
