// A certificate that is replaced while the server runs: taken up without a lost request, refused when it is broken.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { randomBytes } from 'node:crypto'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { type CertificateFiles, writeServerCertificate } from '../support/certificates.ts'
import { programPassword, type RunningProgram, startProgram, temporaryFolder } from '../support/program.ts'
import { basic, blobOf } from '../support/registry-client.ts'

const folder = temporaryFolder()
const used = { certificate: join(folder.path, 'used.pem'), key: join(folder.path, 'used.key') }
let pairs: CertificateFiles[]
let server: RunningProgram

beforeAll(async () => {
  pairs = []
  for (const name of ['one', 'two', 'three']) {
    const own = temporaryFolder()
    const files = await writeServerCertificate(own.path)
    const kept = {
      ...files,
      certificate: join(folder.path, `${name}.pem`),
      key: join(folder.path, `${name}.key`),
    }
    copyFileSync(files.certificate, kept.certificate)
    copyFileSync(files.key, kept.key)
    own.remove()
    pairs.push(kept)
  }
  use(0)
  server = await startProgram({
    settings: {
      'data.dir': join(folder.path, 'data'),
      'tls.certificate': used.certificate,
      'tls.key': used.key,
    },
  })
})
afterAll(async () => {
  server.signal('SIGTERM')
  await server.exited
  folder.remove()
})

function use(index: number): void {
  copyFileSync(pairs[index]!.certificate, used.certificate)
  copyFileSync(pairs[index]!.key, used.key)
}

/** The certificate that a new connection is shown, as its place among the pairs. */
function shown(): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: server.port, rejectUnauthorized: false }, () => {
      const pem = socket.getPeerX509Certificate()?.toString().trim()
      resolve(pairs.findIndex(({ certificate }) => readFileSync(certificate, 'utf8').trim() === pem))
      socket.destroy()
    })
    socket.on('error', reject)
  })
}

async function untilShown(index: number): Promise<void> {
  while ((await shown().catch(() => -1)) !== index) await Bun.sleep(20)
}

test('is taken up by itself; what is under way goes on, and a second try is answered always', async () => {
  const push = slowPush()
  let [going, answered] = [true, 0]
  const ask = async () => {
    while (going) {
      // A connection whose handshake is under way at that moment is reset; clients of registries try again.
      const answer = await live().catch(live)
      expect(answer.status).toBe(200)
      answered++
    }
  }
  const asking = [ask(), ask(), ask()]
  expect(await shown()).toBe(0)
  use(1)
  await untilShown(1)
  going = false
  await Promise.all(asking)
  expect(answered).toBeGreaterThan(20)
  push.finish()
  expect((await push.answer).status).toBe(201)
})

function live(): Promise<Response> {
  return fetch(`${server.url}/livez`, { keepalive: false, tls: { rejectUnauthorized: false } })
}

/** A push that began on the certificate before, and ends when it is told to. */
function slowPush(): { finish(): void; answer: Promise<Response> } {
  const blob = blobOf(randomBytes(20_000))
  const more = Promise.withResolvers<void>()
  const body = new ReadableStream({
    async start(controller) {
      controller.enqueue(blob.bytes.subarray(0, 10_000))
      await more.promise
      controller.enqueue(blob.bytes.subarray(10_000))
      controller.close()
    },
  })
  const answer = fetch(`${server.url}/v2/library/slow/blobs/uploads/?digest=${blob.digest}`, {
    method: 'POST',
    headers: basic('admin', programPassword),
    body,
    tls: { rejectUnauthorized: false },
  })
  return { finish: more.resolve, answer }
}

test('a broken one is refused and logged at once on SIGHUP, and a good one after it is taken', async () => {
  writeFileSync(used.certificate, readFileSync(pairs[2]!.certificate, 'utf8').slice(0, 300))
  server.signal('SIGHUP')
  await server.said('the new certificate is not used, the old one stays: tls.certificate: ')
  expect(await shown()).toBe(1)
  copyFileSync(pairs[2]!.certificate, used.certificate)
  server.signal('SIGHUP')
  await server.said('is not the key of the certificate in')
  expect(await shown()).toBe(1)
  use(2)
  server.signal('SIGHUP')
  await untilShown(2)
  expect(server.stderr()).toBe('')
})
