// Passwords: argon2id, bounded in memory and in how many are computed at once; a verified one is remembered for a while.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { minute } from '../../platform/clock.ts'
import { Failure } from '../../platform/errors.ts'
import { FairQueue, QueueFull } from './fair-queue.ts'

/** OWASP's second choice for argon2id: 19 MiB, two passes. Bun's default of 64 MiB is slow at eight logins at once. */
const argon = { algorithm: 'argon2id', memoryCost: 19_456, timeCost: 2 } as const
/** More at once only queue on the cores and hold memory; a crowd from one address waits behind itself alone. */
const hashing = { atOnce: 2, perLane: 64, inAll: 1024 }
/** The server's own hashing, such as of a new password. */
const ownLane = ''
const rememberedFor = 5 * minute
const rememberedMost = 10_000
/** A hash of the same cost that no password has. It is made, not computed: the first unknown name must not take longer. */
const decoy =
  `$argon2id$v=19$m=${argon.memoryCost},t=${argon.timeCost},p=1$` +
  `${randomBytes(32).toString('base64').replace('=', '')}$${randomBytes(32).toString('base64').replace('=', '')}`

/** The hash of an account that has no password of its own here. */
export const noPassword = ''

export class Passwords {
  private readonly key = randomBytes(32)
  /** Keyed hash of (stored hash, password): a changed password misses by itself. */
  private readonly verified = new LRUCache<string, true>({ max: rememberedMost, ttl: rememberedFor })
  private readonly queue = new FairQueue(hashing)

  /** @throws Failure TOOMANYREQUESTS */
  hash(password: string, lane = ownLane): Promise<string> {
    return this.queued(lane, () => Bun.password.hash(normal(password), argon))
  }

  /** Whether this password was verified against this hash a moment ago: costs no argon2. */
  isRemembered(password: string, hash: string): boolean {
    return hash !== noPassword && this.verified.has(this.memory(password, hash))
  }

  /**
   * @param lane who asks, such as an address: lanes take turns
   * @throws Failure TOOMANYREQUESTS
   */
  async verify(password: string, hash: string, lane = ownLane): Promise<boolean> {
    if (hash === noPassword) return this.pretend(password, lane).then(() => false)
    if (this.isRemembered(password, hash)) return true
    // The account of another provider has none: that must not be told by a quick answer.
    if (hash === '') return this.pretend(password, lane).then(() => false)
    const matches = await this.queued(lane, () => Bun.password.verify(normal(password), hash))
    if (matches) this.verified.set(this.memory(password, hash), true)
    return matches
  }

  /** As much work as `verify`, for a name that does not exist: its answer must not come sooner. @throws Failure TOOMANYREQUESTS */
  async pretend(password: string, lane = ownLane): Promise<void> {
    await this.queued(lane, () => Bun.password.verify(normal(password), decoy))
  }

  private async queued<T>(lane: string, work: () => Promise<T>): Promise<T> {
    try {
      return await this.queue.run(lane, work)
    } catch (error) {
      if (!(error instanceof QueueFull)) throw error
      throw new Failure('TOOMANYREQUESTS', {
        message: 'too many passwords are being checked at once; try again in a few seconds',
        headers: { 'retry-after': '5' },
        cause: error,
      })
    }
  }

  private memory(password: string, hash: string): string {
    return createHmac('sha256', this.key).update(hash).update('\0').update(normal(password)).digest('base64')
  }
}

/** Keyboards write one letter in several ways (RFC 8265 §4.2.2): `é` is one character, or `e` and an accent. */
function normal(password: string): string {
  return password.normalize('NFC')
}

/** Compares two secrets in a time that tells nothing of where they differ. */
export function sameSecret(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}
