// What trust in other issuers plugs into the app.
export { ExchangeRoutes } from './exchange-routes.ts'
export { Issuers } from './issuers.ts'
export { TokenExchange } from './token-exchange.ts'
export { trustJobs } from './trust-jobs.ts'
export { trustRuleHandlers } from './trust-rule-routes.ts'
export { TrustRules } from './trust-rules.ts'
