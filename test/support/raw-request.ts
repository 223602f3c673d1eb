// Requests sent by hand, byte by byte, for what no client library would do.
import { connect, type Socket } from 'node:net'

export interface RawAnswer {
  readonly status: number
  /** Head and body as they came. */
  readonly text: string
  /** From the first byte sent until the server closed, in milliseconds. */
  readonly ms: number
}

export class RawRequest {
  /** Once the server has closed the connection; status 0 when it did so without an answer. */
  readonly answer: Promise<RawAnswer>
  private readonly socket: Socket
  private readonly startedAt = performance.now()

  /** @param host `127.0.0.1:<port>` */
  constructor(host: string) {
    const [name, port] = host.split(':')
    this.socket = connect(Number(port), name)
    this.answer = this.read()
  }

  /** Sends a request's head; the connection closes after the answer. */
  head(line: string, headers: Readonly<Record<string, string>> = {}): this {
    const lines = Object.entries({ host: 'registry', connection: 'close', ...headers })
    return this.send(
      `${line} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`,
    )
  }

  send(bytes: string | Uint8Array): this {
    this.socket.write(bytes)
    return this
  }

  close(): void {
    this.socket.destroy()
  }

  private async read(): Promise<RawAnswer> {
    let text = ''
    try {
      for await (const chunk of this.socket) text += String(chunk)
    } catch {
      // A reset is an end too.
    }
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0)
    return { status, text, ms: performance.now() - this.startedAt }
  }
}
