// The audit log forwarded to syslog: to rsyslog itself, and to sockets that come and go.
import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Account, Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { Caller } from '../support/caller.ts'
import { writeServerCertificate } from '../support/certificates.ts'
import { testWith } from '../support/programs.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { listenForDatagrams, listenForSyslog, startRsyslog } from '../support/syslog-receiver.ts'

let server: TestServer
let admin: ApiCaller
let ada: Account

beforeAll(async () => {
  server = await startTestServer()
  const accounts = new Accounts(server)
  ada = await accounts.user('ada')
  admin = new ApiCaller(server, accounts.admin())
  await accounts.project('team', ada)
  await admin.get('/users/current')
})
afterAll(() => server.stop())
beforeEach(async () => {
  await set({ skip_audit_log_database: false, audit_log_forward_endpoint: '' })
  await server.deliverEvents()
})

async function set(values: object): Promise<void> {
  expect((await admin.put('/configurations', values)).status).toBe(200)
}

async function eventually(lines: () => string[], count: number): Promise<string[]> {
  const deadline = performance.now() + 10_000
  while (lines().length < count && performance.now() < deadline) await Bun.sleep(10)
  return lines()
}

/** What a message says, without its header. */
const contentOf = (line: string) => JSON.parse(line.slice(line.indexOf('{'))) as Record<string, unknown>

testWith(
  ['rsyslogd'],
  'rsyslog understands every entry, over TCP',
  async ({ rsyslogd }) => {
    const receiver = await startRsyslog(rsyslogd as string)
    try {
      await set({ audit_log_forward_endpoint: `127.0.0.1:${receiver.port}` })
      await new Caller(server.url, ada).pushImage('team/app', 'v1')
      await new Caller(server.url, { ...ada, password: 'wrong' }).get('/v2/')
      await server.deliverEvents()
      const lines = await eventually(receiver.lines, 3)
      const heads = lines.map((line) => line.slice(0, line.indexOf('{')).trim())
      expect(heads).toContain('13 info entrepot create_artifact')
      expect(heads).toContain('13 info entrepot update_configuration')
      expect(heads).toContain('13 warning entrepot login_user')
      const pushed = contentOf(lines[heads.indexOf('13 info entrepot create_artifact')] as string)
      expect(pushed).toMatchObject({
        username: 'ada',
        operation: 'create',
        resource: 'team/app:v1',
        client_address: '127.0.0.1',
        credential: 'password',
        operation_result: true,
      })
      const kept = await admin.get(`/auditlog-exts?q=id=${pushed.id}`)
      expect(kept.body).toMatchObject([{ request_id: pushed.request_id, op_time: pushed.time }])
    } finally {
      await receiver.stop()
    }
  },
  60_000,
)

test('nothing is lost while the receiver is away, and no request waits for it', async () => {
  const first = await listenForSyslog()
  const { port } = first
  await set({ audit_log_forward_endpoint: `tcp://127.0.0.1:${port}` })
  await server.deliverEvents()
  await first.stop()
  const update = (severity: string) =>
    new ApiCaller(server, ada).put('/projects/team', { metadata: { severity } })
  for (let i = 0; i < 120; i++) expect((await update(i % 2 ? 'low' : 'high')).status).toBe(200)
  await server.deliverEvents()
  const metrics = await new Caller(server.url, { id: 1, name: 'admin', password: server.adminPassword }).get(
    '/metrics',
  )
  const waiting = Number(/^entrepot_events_waiting_seconds (.*)$/m.exec(metrics.text)?.[1])
  expect(waiting).toBeGreaterThan(0)
  const again = await listenForSyslog({ port })
  try {
    await server.deliverEvents()
    const messages = again.lines().map(contentOf)
    expect(
      messages.filter(({ operation, resource }) => operation === 'update' && resource === 'team'),
    ).toHaveLength(120)
    const ids = messages.map(({ id }) => Number(id))
    expect(ids).toEqual([...ids].sort((a, b) => a - b))
  } finally {
    await again.stop()
  }
})

test('a receiver that breaks off gets what it may not have read once more', async () => {
  const { createServer } = await import('node:net')
  let connections = 0
  const whole: string[] = []
  const receiver = createServer({ allowHalfOpen: true }, (socket) => {
    connections += 1
    if (connections === 1) return socket.once('data', () => socket.resetAndDestroy())
    return socket.on('data', (chunk) => whole.push(chunk.toString())).on('end', () => socket.end())
  })
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done))
  const { port } = receiver.address() as { port: number }
  try {
    await set({ audit_log_forward_endpoint: `127.0.0.1:${port}` })
    await server.deliverEvents()
    await server.deliverEvents()
    expect([connections >= 2, whole.join('').includes('update_configuration')]).toEqual([true, true])
  } finally {
    await set({ audit_log_forward_endpoint: '' })
    await server.deliverEvents()
    await new Promise((done) => receiver.close(done))
  }
})

test('over UDP a datagram is a message', async () => {
  const receiver = await listenForDatagrams()
  try {
    await set({ audit_log_forward_endpoint: `udp://127.0.0.1:${receiver.port}` })
    await server.deliverEvents()
    const lines = await eventually(receiver.lines, 1)
    expect(lines[0]).toMatch(/^<110>1 \S+ \S+ entrepot \d+ update_configuration - \{/)
  } finally {
    await receiver.stop()
  }
})

test('over TLS, to a receiver whose certificate is trusted, and to no other', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'entrepot-syslog-'))
  const { ca, certificate, key } = await writeServerCertificate(folder)
  const tls = { cert: await readFile(certificate), key: await readFile(key) }
  const receiver = await listenForSyslog({ tls })
  const sender = resolve(import.meta.dir, '../../packages/server/src/platform/syslog/syslog-sender.ts')
  const script = `
    import { sendSyslog } from ${JSON.stringify(sender)}
    const to = { transport: 'tls', host: 'localhost', port: ${receiver.port} }
    await sendSyslog(to, [Buffer.from('<110>1 hello')], AbortSignal.timeout(10_000))`
  const send = async (env: Record<string, string>) => {
    const child = Bun.spawn([process.execPath, '-e', script], {
      env: { ...(process.env as Record<string, string>), ...env },
      stdout: 'ignore',
      stderr: 'pipe',
    })
    const errors = await new Response(child.stderr).text()
    return { code: await child.exited, errors }
  }
  try {
    expect((await send({})).errors).toMatch(/self.signed|certificate/i)
    expect(receiver.lines()).toEqual([])
    expect(await send({ NODE_EXTRA_CA_CERTS: ca })).toMatchObject({ code: 0 })
    expect(receiver.lines()).toEqual(['<110>1 hello'])
  } finally {
    await receiver.stop()
    await rm(folder, { recursive: true })
  }
}, 30_000)

test('entries can be forwarded and not kept', async () => {
  const receiver = await listenForSyslog()
  try {
    await set({ audit_log_forward_endpoint: `127.0.0.1:${receiver.port}`, skip_audit_log_database: true })
    await server.deliverEvents()
    const { headers } = await admin.get('/auditlog-exts')
    await new ApiCaller(server, ada).put('/projects/team', { metadata: { severity: 'low' } })
    await server.deliverEvents()
    expect((await admin.get('/auditlog-exts')).headers.get('x-total-count')).toBe(
      headers.get('x-total-count') as string,
    )
    expect(receiver.lines().map(contentOf).at(-1)).toMatchObject({ operation: 'update', resource: 'team' })
  } finally {
    await set({ skip_audit_log_database: false, audit_log_forward_endpoint: '' })
    await receiver.stop()
  }
})

test.each(['syslog', 'ftp://syslog:514', 'syslog:99999'])('%s is no receiver', async (endpoint) => {
  expect((await admin.put('/configurations', { audit_log_forward_endpoint: endpoint })).status).toBe(400)
})
