// Counts pushes and pulls by day, in the transactions that record them anyway.
import { day } from '../../platform/clock.ts'
import type { Transaction } from '../../platform/database/database.ts'
import type { RecordedEvent } from '../../platform/events/consumer.ts'
import { addActivity, projectsOfRepositories, repositoriesByPath } from './activity-store.ts'

const batch = 500

/** @param events as a consumer is handed them: each once */
export async function countPushes(tx: Transaction, events: readonly RecordedEvent[]): Promise<void> {
  const pushes = events.flatMap(({ kind, at, body: { repository } }) =>
    kind === 'artifact.pushed' && typeof repository === 'string'
      ? [{ repository, day: Math.floor(at / day) }]
      : [],
  )
  if (pushes.length === 0) return
  const known = await repositoriesByPath(tx, [...new Set(pushes.map(({ repository }) => repository))])
  const byPath = new Map(known.map((each) => [each.path, each]))
  const counts = pushes.flatMap(({ repository, day }) => {
    const found = byPath.get(repository)
    return found ? [{ repositoryId: found.id, projectId: found.projectId, day, pushes: 1, pulls: 0 }] : []
  })
  await addActivity(tx, counts)
}

/** @param pulls by the repository's id */
export async function countPulls(
  tx: Transaction,
  pulls: ReadonlyMap<number, number>,
  now: number,
): Promise<void> {
  const ids = [...pulls.keys()]
  const places: { id: number; projectId: number }[] = []
  for (let start = 0; start < ids.length; start += batch) {
    places.push(...(await projectsOfRepositories(tx, ids.slice(start, start + batch))))
  }
  const counts = places.map(({ id, projectId }) => ({
    ...{ repositoryId: id, projectId, day: Math.floor(now / day) },
    ...{ pushes: 0, pulls: pulls.get(id) ?? 0 },
  }))
  await addActivity(tx, counts)
}
