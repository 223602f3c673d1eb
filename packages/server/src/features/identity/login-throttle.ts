// Failed logins slow down whoever makes them, per account and address, and never lock out the rightful user.
//
// After some failures each further try from that address on that account waits before its password is looked at, one
// at a time. The wait is bounded, a right password passes at its end and clears the record, and one that was verified
// a moment ago does not come here at all. Other addresses know nothing of it: an account that is attacked from
// everywhere is held up by nobody but each attacker itself, and by what hashing costs (passwords.ts).
import ipaddr from 'ipaddr.js'
import { LRUCache } from 'lru-cache'
import { type Clock, second } from '../../platform/clock.ts'

const firstDelay = 250
const longestDelay = 2 * second
/** With the longest delay this stays below the 15 s after which Docker gives up. */
const queueLimit = 5
const recordsMost = 50_000
/** No account has a longer name; what a client sends may be longer, and is kept. */
const longestName = 255

export interface LoginLimits {
  readonly loginAttempts: number
  /** Milliseconds. */
  readonly loginWindow: number
}

interface Record {
  /** The window began with its first failure. */
  since: number
  failures: number
  /** Tries whose password is being looked at: they count as failures until they are known to be none. */
  running: number
  waiting: number
  turn: Promise<void>
}

export interface LoginAttempt {
  succeeded(): void
  failed(): void
  /** Has to be called at the end, whatever it was. */
  release(): void
}

export class LoginThrottle {
  private readonly records = new LRUCache<string, Record>({ max: recordsMost })

  constructor(
    private readonly limits: LoginLimits,
    private readonly clock: Clock,
    private readonly wait: (ms: number) => Promise<void> = Bun.sleep,
  ) {}

  /** Waits for this try's turn. @returns undefined when too many are waiting already */
  async enter(account: string, address: string): Promise<LoginAttempt | undefined> {
    // Directories take a name in any case: each way to write it must not bring tries of its own.
    const record = this.recordOf(`${networkOf(address)} ${account.slice(0, longestName).toLowerCase()}`)
    if (record.failures + record.running < this.limits.loginAttempts) {
      record.running += 1
      return this.attempt(record, () => {
        record.running -= 1
      })
    }
    if (record.waiting >= queueLimit) return undefined
    const { promise: done, resolve } = Promise.withResolvers<void>()
    const before = record.turn
    record.turn = done
    record.waiting += 1
    await before
    await this.wait(this.delayOf(record))
    return this.attempt(record, () => {
      record.waiting -= 1
      resolve()
    })
  }

  /** Seconds after which another try makes sense, for `Retry-After`. */
  readonly retryAfterSeconds = longestDelay / second

  private recordOf(key: string): Record {
    const now = this.clock()
    const record = this.records.get(key) ?? {
      since: now,
      failures: 0,
      running: 0,
      waiting: 0,
      turn: Promise.resolve(),
    }
    if (now - record.since >= this.limits.loginWindow) record.failures = 0
    this.records.set(key, record)
    return record
  }

  private delayOf({ failures }: Record): number {
    const over = Math.max(0, failures - this.limits.loginAttempts)
    return Math.min(firstDelay * 2 ** over, longestDelay)
  }

  private attempt(record: Record, leave: () => void): LoginAttempt {
    let released = false
    return {
      succeeded: () => {
        record.failures = 0
      },
      failed: () => {
        if (record.failures === 0) record.since = this.clock()
        record.failures += 1
      },
      release: () => {
        if (released) return
        released = true
        leave()
      },
    }
  }
}

/** One host holds a whole /64 of IPv6 and could try from each of its addresses. */
function networkOf(address: string): string {
  if (!ipaddr.IPv6.isValid(address)) return address
  return ipaddr.IPv6.parse(address).parts.slice(0, 4).join(':')
}
