// Robots that are found while somebody types: for those who may list them, and without a request for each project.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useRouterState } from '@tanstack/react-router'
import { api } from '../../api.ts'
import { allOf, contains, equals } from '../../app/filter.ts'
import { useCurrentUser, useIsAdministrator, useMay } from '../../app/session.ts'
import { filterOf, type RobotPlace } from '../../robots/robot.ts'
import { robotQuestion } from './robot-question.ts'
import { robotItem, type SearchItem } from './search-items.tsx'

export interface FoundRobots {
  readonly items: readonly SearchItem[]
  readonly searching: boolean
  readonly error: Error | null
}

/** The server's for administrators; a project's where the text names it, or the search was opened in it. */
export function useRobotItems(text: string, most: number): FoundRobots {
  const pathname = useRouterState({ select: (state) => state.location.pathname })
  const question = robotQuestion(text, pathname)
  const isAdministrator = useIsAdministrator()
  const project = useProjectNamed(question?.project)
  const may = useMay(project?.project_id)
  const inProject = project && may('robot', 'list')
  const own = useRobots(
    question && inProject
      ? { level: 'project', projectId: project.project_id, project: project.name }
      : undefined,
    text,
    most,
  )
  const everywhere = useRobots(
    question && !question.ofProjectOnly && isAdministrator ? { level: 'system' } : undefined,
    text,
    most,
  )
  return {
    items: [...own.items, ...everywhere.items].slice(0, most),
    searching: own.searching || everywhere.searching,
    error: own.error ?? everywhere.error,
  }
}

function useRobots(place: RobotPlace | undefined, text: string, most: number): FoundRobots {
  const query = {
    page_size: most,
    sort: 'name',
    q: place ? allOf([filterOf(place), contains('name', text)]) : '',
  }
  const { data, isFetching, error } = useQuery({
    queryKey: ['robots', 'search', place, query],
    // What is shown until the next answer may be of another place.
    queryFn: async ({ signal }) => ({ of: place, robots: (await api.ListRobot({ query }, { signal })).body }),
    enabled: place !== undefined,
    placeholderData: keepPreviousData,
  })
  const of = place && data?.of
  return {
    items: of ? data.robots.map(({ name }) => robotItem(name ?? '', of, text)) : [],
    searching: isFetching,
    error,
  }
}

/** Asked of the list, which refuses nobody; a project that somebody may not see is not in it. */
function useProjectNamed(name: string | undefined) {
  const isStranger = useCurrentUser() === undefined
  const { data } = useQuery({
    queryKey: ['projects', 'named', name],
    queryFn: async ({ signal }) => {
      const query = { q: equals('name', name ?? ''), page_size: 1 }
      return (await api.listProjects({ query }, { signal })).body
    },
    enabled: name !== undefined && !isStranger,
    staleTime: 60_000,
  })
  return data?.[0]
}
