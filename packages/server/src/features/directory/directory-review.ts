// Looks from time to time whether the people of the directory are still there, and what they are in.
import { hour, minute } from '../../platform/clock.ts'
import type { Database, Transaction } from '../../platform/database/database.ts'
import { type Job, type JobDefinition, recurring } from '../../platform/jobs/job.ts'
import type { Log } from '../../platform/log.ts'
import {
  type ExternalAccounts,
  type LinkedSubject,
  listLinked,
  ProviderUnavailable,
  systemCause,
} from '../identity/index.ts'
import type { Settings } from '../settings/index.ts'
import type { Directory } from './directory-port.ts'
import { directorySettings, readLdapSettings } from './directory-settings.ts'

/** People asked for over one connection. */
const atOnce = 100
const provider = 'ldap'
const cause = { ...systemCause, actor: { ...systemCause.actor, via: provider } }

export interface DirectoryReviewOptions {
  readonly db: Database
  readonly settings: Settings
  readonly directory: Directory
  readonly accounts: ExternalAccounts
  readonly log: Log
  /** Ends what an account's logins have left behind: refresh tokens, access tokens, sessions. */
  endLogins(tx: Transaction, userId: number): Promise<void>
}

/** Who has left loses groups and, where the directory was the only way in, all logins; within some hour. */
export function directoryJobs(options: DirectoryReviewOptions): JobDefinition[] {
  return [
    recurring({
      kind: 'directory.review',
      every: 1 * hour,
      jitter: 5 * minute,
      run: async (job) => {
        try {
          await review(options, job)
        } catch (error) {
          // A directory that is away is no failure of the job: it looks again in an hour.
          if (!(error instanceof ProviderUnavailable)) throw error
          options.log.warn({ err: error }, `directory review: ${error.message}`)
        }
      },
    }),
  ]
}

async function review(options: DirectoryReviewOptions, job: Job): Promise<void> {
  const ldap = await readLdapSettings(options.settings)
  if (ldap.ldap_url === '') return
  const missing: LinkedSubject[] = []
  let found = 0
  for (let after = 0; ; ) {
    job.signal.throwIfAborted()
    const linked = await listLinked(options.db, provider, after, atOnce)
    if (linked.length === 0) break
    after = linked.at(-1)?.id ?? after
    const subjects = linked.map(({ subject }) => subject)
    const people = await options.directory.review(directorySettings(ldap), subjects)
    for (const person of people) {
      await options.accounts.signedIn(person, cause, (work) => job.transaction(work))
    }
    const there = new Set(people.map(({ subject }) => subject))
    missing.push(...linked.filter(({ subject }) => !there.has(subject)))
    found += there.size
    await job.progress({ done: after, words: 'people looked up' })
  }
  await dismiss(options, job, missing, found)
}

async function dismiss(
  { accounts, endLogins, log }: DirectoryReviewOptions,
  job: Job,
  missing: readonly LinkedSubject[],
  found: number,
): Promise<void> {
  if (missing.length > 0 && found === 0) {
    // A filter or a base that is set wrongly looks so too, and must not lock everybody out.
    log.warn(`directory review: none of ${missing.length} people is found any more; nothing is taken away`)
    return
  }
  for (const { subject, userId, onlyWay } of missing) {
    job.signal.throwIfAborted()
    await job.transaction(async (tx) => {
      await accounts.departed(tx, { provider, subject }, cause)
      if (onlyWay) await endLogins(tx, userId)
    })
  }
}
