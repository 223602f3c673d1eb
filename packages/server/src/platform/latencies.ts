// How long answers took, by route and method: Prometheus' histogram. Counted here, as its library hashes the labels of
// each request anew, which is a tenth of what the rest of a small answer costs.
import type { Metric } from 'prom-client'

/** Seconds: from a manifest out of the cache to a large layer over a slow line. */
const bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 300]

class Times {
  /** How many took longer than the bound before, and not longer than this one; the last are beyond all bounds. */
  readonly counts = new Array<number>(bounds.length + 1).fill(0)
  seconds = 0

  add(seconds: number): void {
    let place = 0
    while (place < bounds.length && seconds > bounds[place]!) place += 1
    this.counts[place]! += 1
    this.seconds += seconds
  }
}

export class Latencies {
  readonly type = 'histogram'
  private readonly routes = new Map<string, Map<string, Times>>()

  constructor(
    readonly name: string,
    readonly help: string,
  ) {}

  /** Itself, as prom-client's registry takes it: only what that asks for is there. */
  get metric(): Metric {
    return this as unknown as Metric
  }

  observe(route: string, method: string, seconds: number): void {
    this.timesOf(route, method).add(seconds)
  }

  /** What the registry shows: for each bound how many took at most so long, and the sum of all. */
  async get() {
    const { name, help, type } = this
    const values = [...this.routes].flatMap(([route, methods]) =>
      [...methods].flatMap(([method, times]) => this.shown({ route, method }, times)),
    )
    return { name, help, type, aggregator: 'sum', values }
  }

  private shown(labels: { readonly route: string; readonly method: string }, { counts, seconds }: Times) {
    let count = 0
    const buckets = counts.map((each, place) => {
      count += each
      const le = bounds[place] ?? '+Inf'
      return { metricName: `${this.name}_bucket`, labels: { le, ...labels }, value: count }
    })
    return [
      ...buckets,
      { metricName: `${this.name}_sum`, labels, value: seconds },
      { metricName: `${this.name}_count`, labels, value: count },
    ]
  }

  private timesOf(route: string, method: string): Times {
    let methods = this.routes.get(route)
    if (!methods) {
      methods = new Map()
      this.routes.set(route, methods)
    }
    let times = methods.get(method)
    if (!times) {
      times = new Times()
      methods.set(method, times)
    }
    return times
  }
}
