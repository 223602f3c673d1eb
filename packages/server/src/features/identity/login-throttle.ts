// Failed logins slow down whoever makes them, per account and address, and never lock out the rightful user.
//
// After a few failures each further try from that address on that account waits before its password is looked at,
// one at a time. The wait is bounded, a right password passes at its end and clears the record, and a password
// that was verified a moment ago does not wait at all.
import { LRUCache } from 'lru-cache'
import { minute, second } from '../../platform/clock.ts'

const freeTries = 5
const firstDelay = 250
const longestDelay = 5 * second
/** An account tried from everywhere: a small wait for all whose password is not remembered. */
const accountTries = 50
const accountDelay = 1 * second
/** Tries that may wait at once on one account from one address. */
const queueLimit = 20
const forgetAfter = 15 * minute
const recordsMost = 50_000

interface Record {
  failures: number
  queued: number
  turn: Promise<void>
}

export interface LoginAttempt {
  succeeded(): void
  failed(): void
  release(): void
}

export class LoginThrottle {
  private readonly pairs = new LRUCache<string, Record>({
    max: recordsMost,
    ttl: forgetAfter,
    updateAgeOnGet: true,
  })
  private readonly accounts = new LRUCache<string, { failures: number }>({
    max: recordsMost,
    ttl: forgetAfter,
  })

  constructor(private readonly wait: (ms: number) => Promise<void> = Bun.sleep) {}

  /** Waits for this try's turn. @returns undefined when too many are waiting already */
  async enter(account: string, address: string): Promise<LoginAttempt | undefined> {
    const key = `${account}\0${address}`
    const record = this.pairs.get(key) ?? { failures: 0, queued: 0, turn: Promise.resolve() }
    this.pairs.set(key, record)
    if (record.queued >= queueLimit) return undefined
    const attempt = this.attempt(record, key, account)
    const before = record.turn
    if (record.failures >= freeTries) {
      record.queued += 1
      record.turn = before.then(() => attempt.done)
      await before
    }
    const delay = this.delayOf(record, account)
    if (delay > 0) await this.wait(delay)
    return attempt
  }

  /** Seconds after which another try makes sense, for `Retry-After`. */
  readonly retryAfterSeconds = longestDelay / second

  private delayOf(record: Record, account: string): number {
    const over = record.failures - freeTries
    const own = over < 0 ? 0 : Math.min(firstDelay * 2 ** over, longestDelay)
    const shared = (this.accounts.get(account)?.failures ?? 0) >= accountTries ? accountDelay : 0
    return Math.max(own, shared)
  }

  private attempt(record: Record, key: string, account: string): LoginAttempt & { done: Promise<void> } {
    const { promise: done, resolve } = Promise.withResolvers<void>()
    let released = false
    const release = () => {
      if (released) return
      released = true
      record.queued = Math.max(0, record.queued - 1)
      resolve()
    }
    return {
      done,
      release,
      succeeded: () => void this.pairs.delete(key),
      failed: () => {
        record.failures += 1
        const shared = this.accounts.get(account) ?? { failures: 0 }
        this.accounts.set(account, { failures: shared.failures + 1 })
      },
    }
  }
}
