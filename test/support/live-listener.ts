// Somebody who listens to the stream of changes of a test server.
import type { LiveHint } from '../../packages/contract/src/index.ts'
import type { Account } from './accounts.ts'

export interface Heard {
  readonly event: string
  readonly id: number | undefined
  readonly data: unknown
}

export interface Ears {
  readonly as?: Account
  readonly cookie?: string
  readonly query?: string
  readonly headers?: Record<string, string>
}

export class LiveListener {
  readonly heard: Heard[] = []
  /** Of the last event or sign of life. */
  id: number | undefined
  private readonly waiting = new Set<() => void>()
  private over = false

  private constructor(
    readonly response: Response,
    private readonly stop: AbortController,
  ) {
    void this.read()
  }

  static async open(url: string, { as, cookie, query = '', headers = {} }: Ears = {}): Promise<LiveListener> {
    const stop = new AbortController()
    const response = await fetch(`${url}/api/v2.0/live${query}`, {
      signal: stop.signal,
      headers: {
        ...headers,
        ...(as && { authorization: `Basic ${btoa(`${as.name}:${as.password}`)}` }),
        ...(cookie && { cookie }),
      },
    })
    return new LiveListener(response, stop)
  }

  get hints(): LiveHint[] {
    return this.heard.filter(({ event }) => event === 'message').map(({ data }) => data as LiveHint)
  }

  /** Until it is so. @throws when the stream ends without */
  async until(what: (listener: LiveListener) => boolean): Promise<void> {
    while (!what(this)) {
      if (this.over) throw new Error(`the stream ended after ${JSON.stringify(this.heard)}`)
      const { promise, resolve } = Promise.withResolvers<void>()
      this.waiting.add(resolve)
      await promise
      this.waiting.delete(resolve)
    }
  }

  untilHint(kind: string): Promise<void> {
    return this.until(({ hints }) => hints.some((each) => each.kind === kind))
  }

  /** @returns the reason that the server gave */
  async ended(): Promise<string | undefined> {
    while (!this.over) {
      const { promise, resolve } = Promise.withResolvers<void>()
      this.waiting.add(resolve)
      await promise
    }
    const end = this.heard.find(({ event }) => event === 'end')
    return (end?.data as { reason: string } | undefined)?.reason
  }

  close(): void {
    this.stop.abort()
  }

  private async read(): Promise<void> {
    let rest = ''
    const decoder = new TextDecoder()
    try {
      for await (const bytes of this.response.body as ReadableStream<Uint8Array>) {
        const blocks = (rest + decoder.decode(bytes, { stream: true })).split('\n\n')
        rest = blocks.pop() ?? ''
        for (const block of blocks) this.take(block)
        this.tell()
      }
    } catch {
      // Closed from this side, or cut.
    }
    this.over = true
    this.tell()
  }

  private take(block: string): void {
    const fields = Object.fromEntries(
      block.split('\n').map((line) => {
        const colon = line.indexOf(': ')
        return [line.slice(0, colon), line.slice(colon + 2)]
      }),
    ) as { id?: string; event?: string; data?: string }
    if (fields.id !== undefined) this.id = Number(fields.id)
    if (fields.data === undefined) return
    const { event = 'message', data } = fields
    this.heard.push({ event, id: fields.id === undefined ? undefined : this.id, data: JSON.parse(data) })
  }

  private tell(): void {
    for (const each of this.waiting) each()
  }
}
