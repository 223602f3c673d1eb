// Sessions that have ended by themselves go.
import { type Clock, hour, minute } from '../../platform/clock.ts'
import { type JobDefinition, recurring } from '../../platform/jobs/job.ts'
import { removeInBatches } from '../../platform/jobs/prune.ts'
import type { SessionLimits } from './sessions.ts'
import { deleteExpiredSessions } from './sessions-store.ts'

export function sessionJobs(limits: SessionLimits, clock: Clock): JobDefinition[] {
  return [
    recurring({
      kind: 'sessions.prune',
      every: 1 * hour,
      jitter: 5 * minute,
      run: async (job) => {
        const now = clock()
        const idle = await limits.idle()
        await removeInBatches(job, (tx, limit) => deleteExpiredSessions(tx, now, now - idle, limit))
      },
    }),
  ]
}
