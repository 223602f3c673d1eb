// What trust in other issuers needs by itself: exchanged tokens are forgotten once they would be refused anyway, and rules with their project.
import { type Clock, hour, minute } from '../../platform/clock.ts'
import { type JobDefinition, recurring } from '../../platform/jobs/job.ts'
import { removeInBatches } from '../../platform/jobs/prune.ts'
import { forgetExchanges, forgetRules } from './trust-rules-store.ts'

export function trustJobs(clock: Clock): JobDefinition[] {
  return [
    recurring({
      kind: 'trust.prune',
      every: 1 * hour,
      jitter: 5 * minute,
      run: async (job) => {
        await removeInBatches(job, (tx, limit) => forgetExchanges(tx, clock(), limit))
        await removeInBatches(job, forgetRules)
      },
    }),
  ]
}
