// What an operator sees of a running server: its log, its numbers, and whether it is ready.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { statements } from '../../packages/server/src/platform/database/database.ts'
import { startPostgres } from '../support/postgres.ts'
import { testWith } from '../support/programs.ts'
import { basic, RegistryClient, randomBlob } from '../support/registry-client.ts'
import { startTestServer, type TestServer, type TestSettings, testDatabase } from '../support/server.ts'

type Line = Record<string, unknown>

/** Keeps the log's lines. */
class LogKeeper extends Writable {
  text = ''

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString()
    done()
  }

  lines(): Line[] {
    return this.text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Line)
  }
}

const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

describe('the log', () => {
  const log = new LogKeeper()
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer({ logTo: log, settings: { 'metrics.token': 'scraper-secret-1' } })
  })
  afterAll(() => server.stop())

  const lineOf = (requestId: string) => log.lines().filter((line) => line.requestId === requestId)

  test('has one line for each request, with who, what, and how it went', async () => {
    const headers = { ...basic('admin', server.adminPassword), 'x-request-id': 'a-1', traceparent: trace }
    const answer = await fetch(`${server.url}/v2/library/none/tags/list`, { headers })
    expect(answer.headers.get('x-request-id')).toBe('a-1')
    expect(lineOf('a-1')).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        requestId: 'a-1',
        address: '127.0.0.1',
        actor: 'admin',
        method: 'GET',
        path: '/v2/library/none/tags/list',
        status: 404,
        bytes: (await answer.bytes()).byteLength,
        ms: expect.any(Number),
        traceparent: trace,
      },
    ])
  })

  test('names who reads the numbers, as the audit log names who did something', async () => {
    const admin = { ...basic('admin', server.adminPassword), 'x-request-id': 'numbers-1' }
    await fetch(`${server.url}/metrics`, { headers: admin })
    const scraper = { authorization: 'Bearer scraper-secret-1', 'x-request-id': 'numbers-2' }
    await fetch(`${server.url}/metrics`, { headers: scraper })
    await new RegistryClient(server.url, { ...admin, 'x-request-id': 'pushed-1' }).pushImage(
      'library/who',
      'one',
    )
    await server.deliverEvents()
    const entries = await fetch(`${server.url}/api/v2.0/auditlog-exts?q=operation=create`, { headers: admin })
    const [audited] = ((await entries.json()) as { username: string; request_id: string }[]).filter(
      ({ request_id }) => request_id === 'pushed-1',
    )
    const actors = ['numbers-1', 'numbers-2', 'pushed-1'].map((id) => lineOf(id)[0]?.actor)
    expect(actors).toEqual(['admin', '(metrics.token)', audited?.username])
  })

  test('gives a request an id of its own when the client has none, or one that could forge lines', async () => {
    for (const given of [undefined, 'a b', 'x'.repeat(200), '"} {"level":"fatal']) {
      const headers: Record<string, string> = given === undefined ? {} : { 'x-request-id': given }
      const id = (await fetch(`${server.url}/livez`, { headers })).headers.get('x-request-id') as string
      expect(id).toMatch(/^[0-9a-f-]{36}$/)
      expect(lineOf(id)).toHaveLength(1)
    }
  })

  test('never holds a password, a token or a refresh token', async () => {
    const wrong = 'wrong-password-77'
    await fetch(`${server.url}/service/token`, { headers: basic('admin', wrong) })
    const credentials = basic('admin', server.adminPassword)
    const query = 'service=entrepot&offline_token=true&client_id=t&scope=repository:library/a:pull,push'
    const issued = (await (
      await fetch(`${server.url}/service/token?${query}`, { headers: credentials })
    ).json()) as { token: string; refresh_token: string }
    const bearer = { authorization: `Bearer ${issued.token}` }
    await new RegistryClient(server.url, bearer).pushImage('library/a', 'one')
    const forms: Record<string, string>[] = [
      { grant_type: 'refresh_token', refresh_token: issued.refresh_token },
      { grant_type: 'password', username: 'admin', password: server.adminPassword },
      { grant_type: 'refresh_token', refresh_token: 'broken-refresh-9' },
    ]
    for (const form of forms) {
      await fetch(`${server.url}/service/token`, { method: 'POST', body: new URLSearchParams(form) })
    }
    await fetch(`${server.url}/v2/`, { headers: { authorization: 'Bearer broken.token.8' } })
    await fetch(`${server.url}/metrics`, { headers: { authorization: 'Bearer scraper-secret-1' } })
    // A client that puts secrets where they do not belong: the log has paths without queries.
    await fetch(`${server.url}/service/token?password=query-secret-5`)
    expect(log.lines().length).toBeGreaterThan(8)
    const secrets = [wrong, server.adminPassword, issued.token, issued.refresh_token, 'broken-refresh-9']
    secrets.push('broken.token.8', 'scraper-secret-1', 'query-secret-5')
    secrets.push(
      ...[server.adminPassword, wrong].map((each) => Buffer.from(`admin:${each}`).toString('base64')),
    )
    expect(secrets.filter((secret) => log.text.includes(secret))).toEqual([])
  })

  test('a trace goes on into the event of what the request changed', async () => {
    const headers = {
      ...basic('admin', server.adminPassword),
      'x-request-id': 'traced-1',
      traceparent: trace,
    }
    await new RegistryClient(server.url, headers).pushImage('library/traced', 'one')
    const { rows } = await server.database[statements].execute(
      "select traceparent, request_id, kind from events where kind like 'artifact%' and request_id = 'traced-1'",
      [],
    )
    expect(rows[0]).toMatchObject({ traceparent: trace, request_id: 'traced-1' })
  })

  test('a malformed traceparent is not carried on', async () => {
    const headers = { 'x-request-id': 'untraced-1', traceparent: '00-zzz-1-01' }
    await fetch(`${server.url}/livez`, { headers })
    expect(lineOf('untraced-1')[0]).not.toHaveProperty('traceparent')
  })
})

describe('/metrics', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer({ settings: { 'metrics.token': 'scraper-secret-1' } })
  })
  afterAll(() => server.stop())

  async function read(headers: Record<string, string> = { authorization: 'Bearer scraper-secret-1' }) {
    const answer = await fetch(`${server.url}/metrics`, { headers })
    return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() }
  }

  /** The sum of a metric's samples whose labels hold the text. */
  function sum(text: string, name: string, labels = ''): number {
    const lines = text.split('\n').filter((line) => line.startsWith(name) && line.includes(labels))
    return lines.reduce((total, line) => total + Number(line.split(' ').at(-1)), 0)
  }

  test('counts requests, bytes and time, and knows storage and database', async () => {
    const client = new RegistryClient(server.url, basic('admin', server.adminPassword))
    const layer = randomBlob(50_000)
    await client.pushImage('library/counted', 'secret-tag', layer)
    await (await client.send('GET', `/v2/library/counted/blobs/${layer.digest}`)).bytes()
    const { status, type, text } = await read()
    expect([status, type]).toEqual([200, expect.stringContaining('text/plain; version=0.0.4')])
    expect(sum(text, 'entrepot_http_requests_total', 'route="v2 manifest",method="PUT",status="2xx"')).toBe(1)
    expect(sum(text, 'entrepot_blob_received_bytes_total')).toBe(50_002)
    expect(sum(text, 'entrepot_blob_sent_bytes_total')).toBe(50_000)
    expect(sum(text, 'entrepot_http_request_duration_seconds_count', 'route="v2 blob"')).toBe(1)
    expect(sum(text, 'entrepot_uploads_writing ')).toBe(0)
    expect(sum(text, 'entrepot_storage_free_bytes')).toBeGreaterThan(1_000_000)
    expect(sum(text, 'entrepot_database_size_bytes')).toBeGreaterThan(10_000)
    expect(text.includes('entrepot_database_connections ')).toBe(testDatabase === 'postgres')
    for (const name of ['counted', 'secret-tag', 'library', 'admin', '127.0.0.1'])
      expect(text).not.toContain(name)
  })

  test('an unknown method or path makes no new label', async () => {
    await fetch(`${server.url}/wp-admin/${crypto.randomUUID()}`, { method: 'PURGE' }).catch(() => {})
    const { text } = await read()
    expect(text).toContain('route="unknown",method="other"')
    expect(text).not.toContain('wp-admin')
  })

  test('is for the scraper and for administrators', async () => {
    expect((await read({})).status).toBe(401)
    expect((await read({ authorization: 'Bearer wrong' })).status).toBe(401)
    expect((await read(basic('admin', server.adminPassword))).status).toBe(200)
  })
})

describe('/readyz', () => {
  const started: { stop(): Promise<void> }[] = []
  afterEach(async () => {
    for (const each of started.splice(0).reverse()) await each.stop()
  })

  async function start(settings: TestSettings = {}): Promise<TestServer> {
    const server = await startTestServer({ settings })
    started.push(server)
    return server
  }

  async function ready(server: TestServer): Promise<[number, unknown]> {
    const answer = await fetch(`${server.url}/readyz`)
    return [answer.status, await answer.json()]
  }

  test('is 200 when all can be used, and /livez too', async () => {
    const server = await start()
    const dependencies = { database: 'ok', storage: 'ok' }
    expect(await ready(server)).toEqual([200, { ready: true, draining: false, dependencies }])
    expect((await fetch(`${server.url}/livez`)).status).toBe(200)
  })

  test('names the storage when its folder is gone, even if another is in its place', async () => {
    const server = await start()
    const folder = server.shared['storage.path'] as string
    await rename(join(folder, 'blobs'), join(folder, 'away'))
    const dependencies = { database: 'ok', storage: 'unavailable' }
    expect(await ready(server)).toEqual([503, { ready: false, draining: false, dependencies }])
    const metrics = await fetch(`${server.url}/metrics`, { headers: basic('admin', server.adminPassword) })
    expect([metrics.status, await metrics.text()]).toEqual([
      200,
      expect.stringMatching(/^entrepot_storage_free_bytes nan$/im),
    ])
    await rename(join(folder, 'away'), join(folder, 'blobs'))
    expect((await ready(server))[0]).toBe(200)
  })

  testWith(
    ['initdb'],
    'names the database while PostgreSQL is down, counts what failed on it, and is ready again after',
    async () => {
      const postgres = await startPostgres()
      started.push(postgres)
      const server = await start({
        'database.url': await postgres.createDatabase(),
        'database.connectionTimeout': '1s',
        'metrics.public': 'true',
      })
      await postgres.kill()
      const dependencies = { database: 'unavailable', storage: 'ok' }
      expect(await ready(server)).toEqual([503, { ready: false, draining: false, dependencies }])
      expect((await fetch(`${server.url}/livez`)).status).toBe(200)
      const answer = await fetch(`${server.url}/service/token`, {
        headers: basic('admin', server.adminPassword),
      })
      const body = (await answer.json()) as { errors: { message: string }[] }
      expect([answer.status, body.errors[0]?.message]).toEqual([
        503,
        'the database does not answer; try again in a moment',
      ])
      const metrics = await (await fetch(`${server.url}/metrics`)).text()
      expect(metrics).toContain('entrepot_failed_requests_total{on="database"} 1')
      await postgres.restart()
      while ((await ready(server))[0] !== 200) await Bun.sleep(50)
    },
    60_000,
  )
})
