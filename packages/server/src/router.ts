// Which part of the server answers which path.
import type { Config } from './config.ts'
import type { ConsoleRoutes } from './features/console/module.ts'
import type { Distribution } from './features/distribution/module.ts'
import type { TokenRoutes } from './features/tokens/module.ts'
import type { ManagementParts } from './management-api.ts'
import type { OperationsRoutes } from './platform/http/operations-routes.ts'
import type { RequestHandler } from './platform/http/request-context.ts'
import type { BrowserSignIn } from './web-sign-in.ts'

export interface Routes {
  readonly distribution: Distribution
  readonly tokenRoutes: TokenRoutes
  readonly operations: OperationsRoutes
  readonly management: RequestHandler
  readonly browser: BrowserSignIn
  readonly console: ConsoleRoutes
}

export function route({
  distribution,
  tokenRoutes,
  operations,
  management,
  browser,
  console,
}: Routes): RequestHandler {
  return (request, context) => {
    const { path } = context
    if (path === '/v2' || path.startsWith('/v2/')) return distribution.routes.handle(request, context)
    if (path === '/api' || path.startsWith('/api/')) return management(request, context)
    if (path === '/service/token') return tokenRoutes.handle(request, context)
    if (/^\/(c|login)(\/|$)/.test(path)) return browser.routes.handle(request, context)
    if (path === '/livez') return operations.livez(context)
    if (path === '/readyz') return operations.readyz(context)
    if (path === '/metrics') return operations.metrics(request, context)
    return console.handle(request, context)
  }
}

/** The contract and what it needs are a quarter of the program, and nodes that only hand out images never want it. */
export function lateManagementApi(config: Config, parts: ManagementParts): RequestHandler {
  let loading: Promise<RequestHandler> | undefined
  const load = async () => (await import('./management-api.ts')).managementApi(config, parts)
  return async (request, context) => {
    loading ??= load()
    return (await loading)(request, context)
  }
}
