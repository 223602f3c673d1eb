// What robots need by themselves: deleted ones are forgotten in the end.
import { type Clock, day, hour, minute } from '../../platform/clock.ts'
import { type JobDefinition, recurring } from '../../platform/jobs/job.ts'
import { removeInBatches } from '../../platform/jobs/prune.ts'
import { forgetRobots } from './robots-store.ts'

/** So long a client that looks for a robot of its own learns that it was deleted. */
const deletedKept = 30 * day

export function robotJobs(clock: Clock): JobDefinition[] {
  return [
    recurring({
      kind: 'robots.prune',
      every: 1 * hour,
      jitter: 5 * minute,
      run: async (job) => {
        await removeInBatches(job, (tx, limit) => forgetRobots(tx, clock() - deletedKept, limit))
      },
    }),
  ]
}
