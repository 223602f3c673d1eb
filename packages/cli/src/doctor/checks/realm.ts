// Where clients are sent for a token: behind a proxy it is often the registry's own idea of its address.
import { type Check, failed, ok, skipped } from '../check.ts'
import { tellAddress } from '../mends.ts'
import { isInsideAddress } from '../target.ts'
import type { Visit } from '../visit.ts'

export const realmCheck: Check = {
  name: 'token address',
  async run(visit) {
    const { challenge, origin } = visit
    if (challenge?.scheme !== 'bearer') return skipped('the registry uses no tokens')
    const { realm } = challenge
    const problem = problemOf(realm, visit)
    if (problem === undefined) {
      const { origin: asked } = new URL(realm)
      return ok(
        asked === origin
          ? `${realm}, at the registry itself`
          : `${realm}; clients have to reach that host, too`,
      )
    }
    visit.realmProblem = problem
    return failed(`clients are sent to ${realm || 'nowhere'} for a token: ${problem}`, ...tellAddress(origin))
  },
}

function problemOf(realm: string, { origin, target, isLoopback }: Visit): string | undefined {
  if (!URL.canParse(realm)) return 'that is no URL'
  const ours = new URL(origin)
  const theirs = new URL(realm)
  if (theirs.origin === ours.origin) return undefined
  if (ours.protocol === 'https:' && theirs.protocol === 'http:') return 'http:// where this is https://'
  if (theirs.hostname === ours.hostname) return `not ${origin}`
  const address = theirs.hostname.replace(/^\[|\]$/g, '')
  const isInside = address === 'localhost' || isInsideAddress(address)
  const isOurs = isLoopback || isInsideAddress(target.host)
  return isInside && !isOurs ? 'an address that only the server itself can reach' : undefined
}
