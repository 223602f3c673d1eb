// Stopping: what is under way ends, nothing is left behind, and a kill costs nothing that was acknowledged.
import { afterAll, describe, expect, test } from 'bun:test'
import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { processesWith } from '../support/process-table.ts'
import {
  programPassword,
  projectRoot,
  type RunningProgram,
  startProgram,
  temporaryFolder,
} from '../support/program.ts'
import { testWith } from '../support/programs.ts'
import { basic, blobOf, RegistryClient } from '../support/registry-client.ts'
import type { TestSettings } from '../support/server.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())
let counter = 0
const fresh = () => join(folder.path, `data-${counter++}`)

function start(settings: TestSettings = {}): Promise<RunningProgram> {
  return startProgram({ settings: { 'data.dir': fresh(), ...settings } })
}

function clientOf(server: RunningProgram): RegistryClient {
  return new RegistryClient(server.url, basic('admin', programPassword))
}

/** A blob push whose body comes by hand: the first half is sent. */
async function halfPush(server: RunningProgram): Promise<{ finish(): void; answer: Promise<string> }> {
  const blob = blobOf(randomBytes(100_000))
  const socket = connect(server.port, '127.0.0.1')
  const answer = readAll(socket)
  const { authorization } = basic('admin', programPassword)
  socket.write(
    `POST /v2/library/drained/blobs/uploads/?digest=${blob.digest} HTTP/1.1\r\nHost: registry\r\n` +
      `Authorization: ${authorization}\r\nContent-Length: ${blob.bytes.byteLength}\r\nConnection: close\r\n\r\n`,
  )
  socket.write(blob.bytes.subarray(0, 50_000))
  await untilWriting(server)
  return { finish: () => void socket.write(blob.bytes.subarray(50_000)), answer }
}

/** Until the server has the beginning of a blob. */
async function untilWriting(server: RunningProgram): Promise<void> {
  while (!/^entrepot_blob_received_bytes_total [1-9]/m.test(await metricsOf(server))) await Bun.sleep(10)
}

async function metricsOf(server: RunningProgram): Promise<string> {
  const answer = await fetch(`${server.url}/metrics`, { headers: basic('admin', programPassword) })
  return answer.text()
}

async function readAll(socket: Socket): Promise<string> {
  let text = ''
  for await (const chunk of socket) text += String(chunk)
  return text
}

async function isRefused(server: RunningProgram): Promise<boolean> {
  return fetch(`${server.url}/livez`, { keepalive: false }).then(
    () => false,
    () => true,
  )
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s lets a push end, while new connections are refused',
  async (signal) => {
    const server = await start()
    const push = await halfPush(server)
    server.signal(signal)
    await server.said('stopping')
    while (!(await isRefused(server))) await Bun.sleep(5)
    server.signal(signal) // under npm a terminal's Ctrl-C arrives twice
    push.finish()
    expect(await push.answer).toStartWith('HTTP/1.1 201 ')
    expect(await server.exited).toBe(0)
    expect(server.stderr()).toBe('')
    expect(server.stdout()).toContain('"msg":"stopped"')
  },
)

test('a push that does not end in limits.drainTimeout is cut', async () => {
  const server = await start({ 'limits.drainTimeout': '200ms' })
  const push = await halfPush(server)
  server.signal('SIGTERM')
  expect(await server.exited).toBe(0)
  expect(await push.answer.catch(() => '')).not.toContain('201')
})

test('during limits.drainDelay requests are answered, and /readyz says that the node is leaving', async () => {
  const server = await start({ 'limits.drainDelay': '1s' })
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
  server.signal('SIGTERM')
  await server.said('stopping')
  const ready = await fetch(`${server.url}/readyz`, { keepalive: false })
  expect([ready.status, await ready.json()]).toEqual([503, expect.objectContaining({ draining: true })])
  expect((await fetch(`${server.url}/livez`, { keepalive: false })).status).toBe(200)
  expect(await server.exited).toBe(0)
})

test('killed with -9, it starts again at once with all that was acknowledged', async () => {
  const settings = { 'data.dir': fresh() }
  const first = await start(settings)
  const digest = await clientOf(first).pushImage('library/kept', 'latest')
  first.signal('SIGKILL')
  await first.exited
  const second = await start({ ...settings, 'http.port': String(first.port) })
  const manifest = await clientOf(second).send('GET', '/v2/library/kept/manifests/latest')
  expect([manifest.status, manifest.headers.get('docker-content-digest')]).toEqual([200, digest])
  second.signal('SIGTERM')
  expect(await second.exited).toBe(0)
})

describe('through npm start', () => {
  const npm = ['npm', 'start', '--silent']
  const mark = () => ({ ENTREPOT_TEST_MARK: crypto.randomUUID() })
  const left = (env: { ENTREPOT_TEST_MARK: string }) =>
    processesWith('ENTREPOT_TEST_MARK', env.ENTREPOT_TEST_MARK)

  testWith(['npm'], 'SIGTERM to npm stops the server with 0 and leaves no process', async () => {
    const env = mark()
    const server = await startProgram({ settings: { 'data.dir': fresh() }, command: npm, env })
    server.signal('SIGTERM')
    expect(await server.exited).toBe(0)
    expect(left(env)).toEqual([])
    expect(server.stdout()).toContain('"msg":"stopped"')
  })

  testWith(['npm', 'script'], "a terminal's Ctrl-C stops it with 0 and leaves no process", async () => {
    const env = mark()
    // By exec: a shell left in between would die of the Ctrl-C itself, and `script` would tell of that.
    const keys = Bun.spawn(['script', '-qefc', `exec ${npm.join(' ')}`, '/dev/null'], {
      cwd: projectRoot,
      env: { ...process.env, ...env, ENTREPOT_DATA_DIR: fresh(), ENTREPOT_HTTP_PORT: '0' },
      stdin: 'pipe',
      stdout: 'pipe',
      stderr: 'ignore',
    })
    let shown = ''
    for await (const chunk of keys.stdout) {
      const before = shown
      shown += new TextDecoder().decode(chunk)
      if (!before.includes('docker push') && shown.includes('docker push')) {
        keys.stdin.write('\x03') // arrives twice: from the terminal, and from npm
        keys.stdin.flush()
      }
    }
    expect(await keys.exited).toBe(0)
    expect(shown).toContain('"msg":"stopped"')
    expect(left(env)).toEqual([])
  })
})
