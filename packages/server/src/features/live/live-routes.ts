// The stream of changes over HTTP.
import { second } from '../../platform/clock.ts'
import type { ApiHandlers } from '../../platform/http/api.ts'
import type { Permits } from '../authorization/index.ts'
import { actorKey, type Principal } from '../identity/index.ts'
import type { LiveFeed } from './live-feed.ts'

/** Proxies pass each piece on as it comes, and keep none of it. */
const headers = { 'cache-control': 'no-store, no-transform', 'x-accel-buffering': 'no' }

export function liveHandlers(feed: LiveFeed, permits: Permits): ApiHandlers<Principal, 'streamChanges'> {
  return {
    streamChanges: async ({ query, headers: given }, { principal, context, holds }) => {
      await permits.everywhere(principal) // a registry token is for one repository, and for a moment
      const person = principal.actor.type === 'anonymous' ? context.address : actorKey(principal.actor)
      const after = given['Last-Event-ID'] ?? query.after
      const body = await feed.open({ principal, person, holds, after, lasts: query.seconds * second })
      return { status: 200, body, headers }
    },
  }
}
