// Changes as they happen: listens while the page is looked at, and has what is shown asked for again.
import type { LiveHint } from '@entrepot/contract'
import type { QueryClient, QueryKey } from '@tanstack/react-query'

type Timer = ReturnType<typeof setTimeout>

/** Many hints of one push become one look. */
const gatherFor = 700
/** Between tries; doubled each time. */
const firstPause = 1_000
const longestPause = 60_000
/** The server shows a sign of life every 15 s; without several of them the connection is dead. */
const silenceMost = 50_000
/** So long a loss is nobody's concern. */
const quietFor = 20_000

export type LiveState = 'well' | 'lost'

export interface LiveOptions {
  readonly queries: QueryClient
  /** Told when the connection is lost for long, and when it is back. */
  readonly onState: (state: LiveState) => void
}

export class LiveChanges {
  private source: EventSource | undefined
  private after: string | undefined
  private pause = firstPause
  private retry: Timer | undefined
  private silence: Timer | undefined
  private loss: Timer | undefined
  private gathering: Timer | undefined
  private readonly keys = new Map<string, QueryKey>()

  constructor(private readonly options: LiveOptions) {}

  start(): void {
    document.addEventListener('visibilitychange', this.onVisibility)
    this.onVisibility()
  }

  stop(): void {
    document.removeEventListener('visibilitychange', this.onVisibility)
    this.close()
    for (const timer of [this.retry, this.loss, this.gathering]) clearTimeout(timer)
  }

  /** A page that nobody looks at holds no connection: browsers have few for each host. */
  private readonly onVisibility = (): void => {
    clearTimeout(this.retry)
    this.close()
    if (document.visibilityState === 'visible') this.open()
    else this.found()
  }

  private open(): void {
    const source = new EventSource(`/api/v2.0/live${this.after === undefined ? '' : `?after=${this.after}`}`)
    this.source = source
    source.addEventListener('beat', (event) => this.heard(event))
    source.addEventListener('message', (event) => {
      this.heard(event)
      this.gather(keysOf(JSON.parse(event.data) as LiveHint))
    })
    source.addEventListener('resync', (event) => {
      this.heard(event)
      void this.options.queries.invalidateQueries()
    })
    source.addEventListener('end', (event) => this.ended(JSON.parse(event.data) as { reason: string }))
    source.addEventListener('error', () => this.again())
    this.listenForSilence()
  }

  private heard({ lastEventId }: MessageEvent): void {
    if (lastEventId !== '') this.after = lastEventId
    this.pause = firstPause
    this.found()
    this.listenForSilence()
  }

  private ended({ reason }: { reason: string }): void {
    // Who is signed in is asked for anew; until then the page listens as whoever it is now.
    if (reason === 'signed-out') void this.options.queries.invalidateQueries({ queryKey: ['current user'] })
    this.again()
  }

  private again(): void {
    this.close()
    clearTimeout(this.retry)
    this.loss ??= setTimeout(() => this.options.onState('lost'), quietFor)
    const wait = this.pause * (0.5 + Math.random())
    this.pause = Math.min(longestPause, this.pause * 2)
    this.retry = setTimeout(() => this.open(), wait)
  }

  private found(): void {
    clearTimeout(this.loss)
    this.loss = undefined
    this.options.onState('well')
  }

  private listenForSilence(): void {
    clearTimeout(this.silence)
    this.silence = setTimeout(() => this.again(), silenceMost)
  }

  private close(): void {
    clearTimeout(this.silence)
    this.source?.close()
    this.source = undefined
  }

  private gather(keys: readonly QueryKey[]): void {
    for (const key of keys) this.keys.set(JSON.stringify(key), key)
    this.gathering ??= setTimeout(() => {
      this.gathering = undefined
      const gathered = [...this.keys.values()]
      this.keys.clear()
      for (const queryKey of gathered) void this.options.queries.invalidateQueries({ queryKey })
    }, gatherFor)
  }
}

/** What is to be looked at again, by how queries' keys begin. */
function keysOf({ kind, project, repository }: LiveHint): QueryKey[] {
  const noun = kind.slice(0, kind.indexOf('.'))
  const always: QueryKey[] = [['activity']]
  const inProject: QueryKey[] = project === undefined ? [] : [['project', project]]
  if (repository !== undefined) {
    return [
      ...always,
      ...inProject,
      ...[['projects'], ['repositories'], ['repository', repository]],
      ...[
        ['artifacts', repository],
        ['artifact', repository],
      ],
    ]
  }
  if (noun === 'project') return [...always, ...inProject, ['projects'], ['repositories'], ['permissions']]
  if (noun === 'member') return [...always, ...inProject, ['members'], ['permissions']]
  if (noun === 'user') return [...always, ['users'], ['current user']]
  return [...always, ...inProject, [`${noun}s`]]
}
