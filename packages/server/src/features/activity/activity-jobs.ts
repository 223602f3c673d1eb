// Counts by day are kept for longer than a year, so that a year can be looked at, and then go.
import { type Clock, day, hour } from '../../platform/clock.ts'
import { type JobDefinition, recurring } from '../../platform/jobs/job.ts'
import { removeInBatches } from '../../platform/jobs/prune.ts'
import { deleteDaysBefore } from './activity-store.ts'

const daysKept = 400

export function activityJobs(clock: Clock): JobDefinition[] {
  return [
    recurring({
      kind: 'activity.prune',
      every: 1 * day,
      jitter: 1 * hour,
      run: async (job) => {
        const before = Math.floor(clock() / day) - daysKept
        await removeInBatches(job, (tx, limit) => deleteDaysBefore(tx, before, limit))
      },
    }),
  ]
}
