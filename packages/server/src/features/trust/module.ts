// What trust in other issuers plugs into the app, put together from its parts.
import type { Clock } from '../../platform/clock.ts'
import type { Database } from '../../platform/database/database.ts'
import type { Events } from '../../platform/events.ts'
import type { JobDefinition } from '../../platform/jobs/job.ts'
import { Outbound } from '../../platform/outbound/outbound.ts'
import type { AccessTokens } from '../access-tokens/index.ts'
import type { Robots } from '../robots/index.ts'
import { ExchangeRoutes } from './exchange-routes.ts'
import { Issuers } from './issuers.ts'
import { TokenExchange } from './token-exchange.ts'
import { TrustRules } from './trust.ts'
import { trustJobs } from './trust-jobs.ts'

export { TrustRules } from './trust.ts'
export { trustRuleHandlers } from './trust-rule-routes.ts'

export interface TrustParts {
  readonly db: Database
  readonly events: Events
  readonly accessTokens: AccessTokens
  readonly robots: Robots
  readonly clock: Clock
  /** Of `outbound.privateNetworks`: issuers there may be asked too. */
  readonly privateNetworks: readonly string[]
}

export interface Trust {
  readonly rules: TrustRules
  /** A grant of the token endpoint. */
  readonly exchange: ExchangeRoutes
  readonly jobs: readonly JobDefinition[]
}

export function createTrust({ db, events, accessTokens, robots, clock, privateNetworks }: TrustParts): Trust {
  const issuers = new Issuers(new Outbound(privateNetworks).fetcher(), clock)
  return {
    rules: new TrustRules({ db, events, clock }),
    exchange: new ExchangeRoutes(new TokenExchange({ db, issuers, accessTokens, robots, clock })),
    jobs: trustJobs(clock),
  }
}
