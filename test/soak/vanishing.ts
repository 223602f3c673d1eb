// A client that goes away in the middle: of a head, a body, an answer.
import { connect } from 'node:net'
import { type Blob, randomBlob } from '../support/registry-client.ts'

export class Vanishing {
  private readonly port: number
  private readonly authorization: string

  constructor(
    url: string,
    credentials: Record<string, string>,
    private readonly repository: string,
  ) {
    this.port = Number(new URL(url).port)
    this.authorization = `authorization: ${credentials.authorization}\r\n`
  }

  /** One connection that ends too early. */
  async once(pulled: Blob | undefined): Promise<void> {
    const ways = [
      '',
      'GET /v2/ HT',
      this.head(`PUT /v2/${this.repository}/manifests/gone`, 'content-length: 5000\r\n\r\n{"a'),
      this.head('POST /service/token', 'content-length: 5000\r\n\r\ngrant_'),
      this.head(
        `POST /v2/${this.repository}/blobs/uploads/?digest=${randomBlob(1).digest}`,
        'transfer-encoding: chunked\r\n\r\n3\r\nabc\r\nff\r\nabc',
      ),
      this.head(`GET /v2/${this.repository}/blobs/${pulled?.digest}`, '\r\n'),
      this.head(`GET /v2/${this.repository}/blobs/${pulled?.digest}`, 'range: bytes=0-5,7-9\r\n\r\n'),
    ]
    const { promise, resolve } = Promise.withResolvers<void>()
    const socket = connect(this.port, '127.0.0.1', () => {
      socket.write(ways[Math.floor(Math.random() * ways.length)] as string)
      setTimeout(() => socket.destroy(), 20 * Math.random())
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve())
    await promise
  }

  private head(line: string, rest: string): string {
    return `${line} HTTP/1.1\r\nhost: registry\r\n${this.authorization}${rest}`
  }
}
