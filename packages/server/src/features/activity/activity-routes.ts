// Pushes and pulls by day over HTTP.
import { day } from '../../platform/clock.ts'
import type { ApiHandlers } from '../../platform/http/api.ts'
import { type Permits, sightOf } from '../authorization/index.ts'
import type { Principal } from '../identity/index.ts'
import { unknownRepository } from '../projects/index.ts'
import type { Activity, ActivityView } from './activity.ts'

export function activityHandlers(
  activity: Activity,
  permits: Permits,
): ApiHandlers<Principal, 'getActivity' | 'getProjectActivity'> {
  return {
    getActivity: async ({ query }, { principal }) => {
      const viewer = sightOf(await permits.everywhere(principal), 'repository:list')
      return { status: 200, body: present(await activity.ofVisible(viewer, query.days)) }
    },
    getProjectActivity: async ({ params, query }, { principal }) => {
      const name = params.project_name
      const { repository_name } = query
      const path = repository_name === undefined ? '' : `${name}/${repository_name}`
      const access = await permits.inProject(principal, { name }, 'repository:list', path)
      const { project, repository } = access
      if (path !== '' && !repository?.visible) throw unknownRepository(path)
      const id = path === '' ? undefined : repository?.id
      return { status: 200, body: present(await activity.ofProject(project.id, query.days, id)) }
    },
  }
}

function present({ days, countedSince, mostActive }: ActivityView) {
  const shown = days.map(({ day, pushes, pulls }) => ({ date: dateOf(day), pushes, pulls }))
  return {
    from: shown.at(0)?.date ?? '',
    to: shown.at(-1)?.date ?? '',
    ...(countedSince !== undefined && { counted_since: dateOf(countedSince) }),
    days: shown,
    most_active: [...mostActive],
  }
}

function dateOf(days: number): string {
  return new Date(days * day).toISOString().slice(0, 10)
}
