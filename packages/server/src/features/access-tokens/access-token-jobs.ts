// What access tokens do by themselves: expired ones go.
import { type Clock, hour, minute } from '../../platform/clock.ts'
import { type JobDefinition, recurring } from '../../platform/jobs/job.ts'
import { removeInBatches } from '../../platform/jobs/prune.ts'
import { deleteExpiredAccessTokens } from './access-tokens-store.ts'

export function accessTokenJobs(clock: Clock): JobDefinition[] {
  return [
    recurring({
      kind: 'access-tokens.prune',
      every: 1 * hour,
      jitter: 5 * minute,
      run: async (job) => {
        await removeInBatches(job, (tx, limit) => deleteExpiredAccessTokens(tx, clock(), limit))
      },
    }),
  ]
}
