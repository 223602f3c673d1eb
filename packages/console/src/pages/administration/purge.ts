// Purges of the audit log as the API shows them.
import { queryOptions } from '@tanstack/react-query'
import { api } from '../../api.ts'

export type Purge = Awaited<ReturnType<typeof api.getPurgeHistory>>['body'][number]

/** What a purge may take, each told apart by the API. */
export const purgeTypes = ['create_artifact', 'delete_artifact', 'pull_artifact', 'other_events'] as const
export type PurgeType = (typeof purgeTypes)[number]

export interface PurgeWish {
  /** Older entries go. */
  readonly days: number
  readonly types: readonly PurgeType[]
}

export const usualWish: PurgeWish = { days: 90, types: purgeTypes }

export function parametersOf({ days, types }: PurgeWish, dry: boolean) {
  return { audit_retention_hour: days * 24, include_event_types: types.join(','), dry_run: dry }
}

/** @param text JSON, as purges have it */
export function wishOf(text: string): PurgeWish & { readonly dry: boolean } {
  const {
    audit_retention_hour = 0,
    include_event_types = '',
    dry_run = false,
  } = JSON.parse(text) as Partial<ReturnType<typeof parametersOf>>
  const types = include_event_types.split(',')
  return {
    days: audit_retention_hour / 24,
    types: purgeTypes.filter((each) => types.includes(each)),
    dry: dry_run,
  }
}

export function isGoingOn({ job_status }: Pick<Purge, 'job_status'>): boolean {
  return job_status === 'Pending' || job_status === 'Running'
}

/** Starts one now. @returns its id */
export async function startPurge(wish: PurgeWish, dry: boolean): Promise<number> {
  const { headers } = await api.createPurgeSchedule({
    body: { schedule: { type: 'Manual' }, parameters: parametersOf(wish, dry) },
  })
  return Number(headers.get('location')?.split('/').at(-1))
}

/** How often something that goes on is asked for again, in milliseconds. */
export const lookAgain = 1_000

/** One purge, asked for until it has ended. */
export const purgeOf = (purge_id: number) =>
  queryOptions({
    queryKey: ['purge', purge_id],
    queryFn: async () => (await api.getPurgeJob({ params: { purge_id } })).body,
    refetchInterval: ({ state: { data } }) => (!data || isGoingOn(data) ? lookAgain : false),
  })

export const purgeLogOf = (purge_id: number) =>
  queryOptions({
    queryKey: ['purge', purge_id, 'log'],
    queryFn: async () => (await api.getPurgeJobLog({ params: { purge_id } })).body,
    staleTime: 0,
  })

/** How many entries a purge took, or would take, by its own log. */
export function countIn(log: string): number | undefined {
  const count = /purged?\s(\d+)\sentries/.exec(log)?.[1]
  return count === undefined ? undefined : Number(count)
}
