// A connection on which requests are written by hand: for half bodies, and for what happens between two requests.
import { connect as connectPlain, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import ipaddr from 'ipaddr.js'
import type { Trust } from './http-client.ts'
import type { Scheme } from './target.ts'

export interface Place {
  readonly host: string
  readonly port: number
  readonly scheme: Scheme
}

export interface RawAnswer {
  readonly status: number
  /** Status line and headers, as they came. */
  readonly head: string
}

/** No head of an answer is larger than this, in bytes: it is not HTTP. */
const headLimit = 65_536

export class RawConnection {
  private bytes = Buffer.alloc(0)
  private ended: Error | undefined
  private wake: () => void = () => {}

  private constructor(private readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => {
      this.bytes = Buffer.concat([this.bytes, chunk])
      this.wake()
    })
    socket.on('error', (error) => this.end(error))
    socket.on('close', () => this.end(new Error('the connection was closed')))
  }

  /** @throws the system's error, or the signal's reason */
  static async open(place: Place, trust: Trust, signal: AbortSignal): Promise<RawConnection> {
    const socket = openSocket(place, trust)
    const connection = new RawConnection(socket)
    signal.addEventListener('abort', () => connection.end(signal.reason as Error), { once: true })
    if (signal.aborted) connection.end(signal.reason as Error)
    let open = false
    socket.on(place.scheme === 'https' ? 'secureConnect' : 'connect', () => {
      open = true
      connection.wake()
    })
    await connection.until(() => open)
    return connection
  }

  write(data: string | Uint8Array): void {
    if (!this.ended) this.socket.write(data)
  }

  /**
   * The next answer, once it is there with its body.
   * @throws when the connection ends before, or what comes is not HTTP
   */
  async answer(): Promise<RawAnswer> {
    await this.until(() => this.bytes.includes('\r\n\r\n') || this.bytes.byteLength > headLimit)
    const end = this.bytes.indexOf('\r\n\r\n')
    const head = this.bytes.subarray(0, end).toString('latin1')
    const status = /^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1]
    if (status === undefined) throw new Error(`that is no HTTP: ${excerpt(this.bytes)}`)
    const body = end + 4
    const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0)
    if (/^transfer-encoding: *chunked/im.test(head)) {
      await this.until(() => this.bytes.subarray(body).toString('latin1').endsWith('0\r\n\r\n'))
      this.bytes = Buffer.alloc(0)
    } else {
      await this.until(() => this.bytes.byteLength >= body + length)
      this.bytes = this.bytes.subarray(body + length)
    }
    return { status: Number(status), head }
  }

  /** What came so far, in printable characters. */
  received(): string {
    return excerpt(this.bytes)
  }

  close(): void {
    this.socket.destroy()
  }

  private end(error: Error): void {
    this.ended ??= error
    this.socket.destroy()
    this.wake()
  }

  private async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.ended) throw this.ended
      await new Promise<void>((resolve) => {
        this.wake = resolve
      })
    }
  }
}

function openSocket({ host, port, scheme }: Place, { authorities, blind }: Trust): Socket {
  if (scheme === 'http') return connectPlain({ host, port })
  // A server name that is an address is forbidden (RFC 6066 §3).
  const servername = ipaddr.isValid(host) ? {} : { servername: host }
  return connectTls({ host, port, ca: [...authorities], rejectUnauthorized: !blind, ...servername })
}

const excerptLength = 60 // characters

function excerpt(bytes: Buffer): string {
  const text = bytes.toString('latin1').slice(0, excerptLength)
  return JSON.stringify(text.replace(/[^\x20-\x7e]+/g, '.'))
}
