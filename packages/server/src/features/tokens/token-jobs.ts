// What the token service does by itself: expired tokens go, and the signing key is replaced in time.
import { type Clock, hour, minute } from '../../platform/clock.ts'
import { type JobDefinition, recurring } from '../../platform/jobs/job.ts'
import { removeInBatches } from '../../platform/jobs/prune.ts'
import { deleteExpiredTokens } from './refresh-tokens-store.ts'
import type { SigningKeys } from './signing-keys.ts'

export function tokenJobs(keys: SigningKeys, clock: Clock): JobDefinition[] {
  return [
    recurring({
      kind: 'tokens.prune',
      every: 1 * hour,
      jitter: 5 * minute,
      run: async (job) => {
        await removeInBatches(job, (tx, limit) => deleteExpiredTokens(tx, clock(), limit))
      },
    }),
    // A request would do it too, but would wait for it; and a registry without logins would never do it.
    recurring({
      kind: 'tokens.rotate-key',
      every: 1 * hour,
      jitter: 5 * minute,
      run: (job) => keys.rotateWhenOld((work) => job.transaction(work)),
    }),
  ]
}
