// Numbers for Prometheus. Labels come from small fixed sets: never a project, a repository, a user or an address.
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { Latencies } from './latencies.ts'

export class Metrics {
  readonly registry = new Registry()
  /** By route, method and class of status: prom-client's own counting hashes its labels each time. */
  private readonly answered = new Map<string, number>()
  private readonly durations = new Latencies(
    'entrepot_http_request_duration_seconds',
    'Time until the answer began, by route',
  )
  readonly bytesIn = this.counter('entrepot_blob_received_bytes_total', 'Bytes of blobs taken in', [])
  readonly bytesOut = this.counter('entrepot_blob_sent_bytes_total', 'Bytes of blobs in answers begun', [])
  private readonly faults = this.counter(
    'entrepot_failed_requests_total',
    'Requests that failed because something below did',
    ['on'],
  )

  readonly jobsEnded = this.counter('entrepot_jobs_ended_total', 'Runs of jobs that ended', ['kind', 'how'])

  readonly eventsDelivered = this.counter(
    'entrepot_events_delivered_total',
    'Events that a consumer has taken',
    ['consumer'],
  )
  readonly eventsParked = this.counter(
    'entrepot_events_parked_total',
    'Events that were set aside, as their consumer cannot take them',
    ['consumer'],
  )
  readonly eventsLost = this.counter(
    'entrepot_events_lost_total',
    'Pulls and logins that could not be recorded, and events too old to be handed on',
    [],
  )

  constructor() {
    this.countRequests()
    this.registry.registerMetric(this.durations.metric)
    collectDefaultMetrics({ register: this.registry, prefix: 'entrepot_' })
  }

  observe(route: string, method: string, status: number, seconds: number): void {
    const key = `${route}\t${method}\t${Math.floor(status / 100)}xx`
    this.answered.set(key, (this.answered.get(key) ?? 0) + 1)
    this.durations.observe(route, method, seconds)
  }

  private countRequests(): void {
    const { answered } = this
    new Counter({
      name: 'entrepot_http_requests_total',
      help: 'Requests answered',
      labelNames: ['route', 'method', 'status'],
      registers: [this.registry],
      collect() {
        this.reset()
        for (const [key, count] of answered) {
          const [route = '', method = '', status = ''] = key.split('\t')
          this.inc({ route, method, status }, count)
        }
      },
    })
  }

  countFault(on: 'database' | 'storage'): void {
    this.faults.inc({ on })
  }

  /** A number that is asked for when somebody reads; NaN, as Prometheus has it, while it cannot be had. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      async collect() {
        this.set(await Promise.resolve(read()).catch(() => Number.NaN))
      },
    })
  }

  private counter<Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: [this.registry] })
  }
}
