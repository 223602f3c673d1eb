// 8 GiB go in as a chunked stream and out again, while the server stays below 200 MB.
import { afterAll, expect, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statfsSync } from 'node:fs'
import { programPassword, type RunningProgram, startProgram, temporaryFolder } from '../support/program.ts'
import { basic, RegistryClient } from '../support/registry-client.ts'

const gibibyte = 1024 ** 3
const total = 8 * gibibyte
/** The most that the server may take: its resident memory, which excludes the system's cache of files. */
const mostResident = 200 * 1000 * 1000
const piece = 1024 * 1024
const folder = temporaryFolder()
afterAll(() => folder.remove())

const room = statfsSync(folder.path)
const lacking =
  room.bavail * room.bsize < total + gibibyte
    ? ' (skipped: less than 9 GiB are free in the temporary folder)'
    : existsSync('/proc/self/status')
      ? ''
      : ' (skipped: memory is read from /proc)'

/** Not the same twice, and made in no time: each piece begins with its number. */
function pieceAt(index: number, buffer: Buffer): Buffer {
  buffer.writeBigUInt64LE((BigInt(index) * 0x9e3779b97f4a7c15n) & 0xffffffffffffffffn)
  return buffer
}

function expectedDigest(): string {
  const hash = createHash('sha256')
  const buffer = Buffer.alloc(piece, 0x5a)
  for (let index = 0; index < total / piece; index++) hash.update(pieceAt(index, buffer))
  return `sha256:${hash.digest('hex')}`
}

function body(): ReadableStream<Uint8Array> {
  let index = 0
  return new ReadableStream(
    {
      pull(controller) {
        if (index === total / piece) controller.close()
        else controller.enqueue(pieceAt(index++, Buffer.alloc(piece, 0x5a)))
      },
    },
    { highWaterMark: 2 },
  )
}

/** VmHWM: the most that was ever resident, in bytes. */
function mostOf(server: RunningProgram): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) * 1024
}

test.skipIf(lacking !== '')(
  `8 GiB in and out with the server below 200 MB${lacking}`,
  async () => {
    const server = await startProgram({ settings: { 'data.dir': folder.path } })
    try {
      const client = new RegistryClient(server.url, basic('admin', programPassword))
      const location = await client.beginUpload('library/large')
      const digest = expectedDigest()
      const sent = await client.send('PATCH', location, { body: body() })
      expect([sent.status, sent.headers.get('range')]).toEqual([202, `0-${total - 1}`])
      expect((await client.finish(sent.headers.get('location') as string, digest)).status).toBe(201)
      const afterPush = mostOf(server)

      const pulled = await client.send('GET', `/v2/library/large/blobs/${digest}`)
      const hash = createHash('sha256')
      for await (const chunk of pulled.body as ReadableStream<Uint8Array>) hash.update(chunk)
      expect(`sha256:${hash.digest('hex')}`).toBe(digest)
      const megabytes = (bytes: number) => Math.round(bytes / 1e6)
      console.log(
        `most resident: ${megabytes(afterPush)} MB after the push, ${megabytes(mostOf(server))} MB in all`,
      )
      expect(mostOf(server)).toBeLessThan(mostResident)
    } finally {
      server.signal('SIGTERM')
      expect(await server.exited).toBe(0)
    }
  },
  180_000,
)
