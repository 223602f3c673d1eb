// For operators and orchestrators: is it alive, is it ready, and its numbers.
import type { Metrics } from '../metrics.ts'
import type { RequestContext } from './request-context.ts'

/** Something that readiness depends on; rejects when it cannot be used. */
export interface Dependency {
  readonly name: string
  check(): Promise<void>
}

export interface OperationsOptions {
  readonly dependencies: readonly Dependency[]
  readonly metrics: Metrics
  readonly metricsEnabled: boolean
  /** Whether this request may read the numbers. */
  mayReadMetrics(request: Request, context: RequestContext): Promise<boolean>
}

export class OperationsRoutes {
  /** Set when the process is asked to stop: balancers take the node out while requests in progress end. */
  draining = false

  constructor(private readonly options: OperationsOptions) {}

  livez(context: RequestContext): Response {
    context.route = 'livez'
    return new Response('ok\n', { headers: { 'content-type': 'text/plain' } })
  }

  /** Each dependency by name; 503 when one of them is not usable. */
  async readyz(context: RequestContext): Promise<Response> {
    context.route = 'readyz'
    const entries = await Promise.all(this.options.dependencies.map((each) => this.checked(each, context)))
    const ready = !this.draining && entries.every(([, state]) => state === 'ok')
    const body = { ready, draining: this.draining, dependencies: Object.fromEntries(entries) }
    return Response.json(body, { status: ready ? 200 : 503, headers: { 'cache-control': 'no-store' } })
  }

  async metrics(request: Request, context: RequestContext): Promise<Response> {
    context.route = 'metrics'
    const { metrics, metricsEnabled } = this.options
    if (!metricsEnabled) return new Response('metrics are switched off (metrics.enabled)\n', { status: 404 })
    if (!(await this.options.mayReadMetrics(request, context))) {
      return new Response('reading metrics needs metrics.token, or an administrator\n', {
        status: 401,
        headers: { 'www-authenticate': 'Basic realm="metrics"' },
      })
    }
    return new Response(await metrics.registry.metrics(), {
      headers: { 'content-type': metrics.registry.contentType },
    })
  }

  private async checked(dependency: Dependency, context: RequestContext): Promise<[string, string]> {
    try {
      await dependency.check()
      return [dependency.name, 'ok']
    } catch (error) {
      context.log.warn({ err: error, dependency: dependency.name }, 'a dependency is not usable')
      return [dependency.name, 'unavailable']
    }
  }
}
