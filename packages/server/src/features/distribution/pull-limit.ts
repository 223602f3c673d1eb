// A limit on manifest pulls in a window of time, told in the headers that Docker Hub's clients know. Counted per node.
import { LRUCache } from 'lru-cache'
import type { Clock } from '../../platform/clock.ts'
import { second } from '../../platform/clock.ts'
import { Failure } from '../../platform/errors.ts'
import { type Actor, actorKey } from '../identity/index.ts'

export interface PullLimitOptions {
  /** Pulls within the window; 0 is no limit. */
  readonly rateLimit: number
  /** Milliseconds. */
  readonly rateLimitWindow: number
}

const sourcesMost = 100_000

export class PullLimit {
  private readonly windows: LRUCache<string, { count: number; endsAt: number }>

  constructor(
    private readonly options: PullLimitOptions,
    private readonly clock: Clock,
  ) {
    // The cache takes its room at once, 3 MB, and most servers have no limit.
    this.windows = new LRUCache({ max: options.rateLimit === 0 ? 1 : sourcesMost })
  }

  /**
   * What to say about the limit; a GET of a manifest uses it up, a HEAD only asks.
   * @throws Failure TOOMANYREQUESTS with `Retry-After`
   */
  headers(actor: Actor, address: string, counts: boolean): Record<string, string> {
    const { rateLimit, rateLimitWindow } = this.options
    if (rateLimit === 0) return {}
    // A header's value, and no name that somebody could choose to be like an address.
    const source = actor.type === 'anonymous' ? address : actorKey(actor)
    const window = this.windowOf(source)
    const used = window.count + (counts ? 1 : 0)
    const seconds = rateLimitWindow / second
    const headers = {
      'ratelimit-limit': `${rateLimit};w=${seconds}`,
      'ratelimit-remaining': `${Math.max(0, rateLimit - used)};w=${seconds}`,
      'docker-ratelimit-source': source,
    }
    if (counts && used > rateLimit) {
      const wait = Math.max(1, Math.ceil((window.endsAt - this.clock()) / second))
      throw new Failure('TOOMANYREQUESTS', {
        message: `the pull limit of ${rateLimit} manifests in ${seconds} seconds is used up`,
        headers: { ...headers, 'retry-after': String(wait) },
      })
    }
    window.count = used
    return headers
  }

  private windowOf(source: string): { count: number; endsAt: number } {
    const now = this.clock()
    const open = this.windows.get(source)
    if (open && open.endsAt > now) return open
    const fresh = { count: 0, endsAt: now + this.options.rateLimitWindow }
    this.windows.set(source, fresh)
    return fresh
  }
}
