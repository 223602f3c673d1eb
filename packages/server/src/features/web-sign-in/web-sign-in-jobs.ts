// People who came once and never chose a name are forgotten.
import { type Clock, hour, minute } from '../../platform/clock.ts'
import { type JobDefinition, recurring } from '../../platform/jobs/job.ts'
import { removeInBatches } from '../../platform/jobs/prune.ts'
import { deleteExpiredPending } from './pending-accounts-store.ts'

export function webSignInJobs(clock: Clock): JobDefinition[] {
  return [
    recurring({
      kind: 'pending-accounts.prune',
      every: 1 * hour,
      jitter: 5 * minute,
      run: async (job) => {
        await removeInBatches(job, (tx, limit) => deleteExpiredPending(tx, clock(), limit))
      },
    }),
  ]
}
