// What `entrepot doctor` says where no request gets through: names, ports, protocols, certificates, wrong usage.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../clients/registry.ts'
import { type CertificateFiles, type Days, writeServerCertificate } from '../support/certificates.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { type Diagnosis, diagnose, runDoctor } from './doctor.ts'

const folder = mkdtempSync(join(tmpdir(), 'entrepot-doctor-'))
const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const each of cleanUps.splice(0)) await each()
})
afterAll(() => rmSync(folder, { recursive: true }))

/** The one failure that a run ended with. */
function onlyFailure({ exitCode, failed, said }: Diagnosis) {
  expect([exitCode, failed]).toEqual([1, [Object.keys(said).at(-1) as string]])
  return said[failed[0] as string] as { text: string; mend: string }
}

describe('names and ports', () => {
  test('a name that does not exist', async () => {
    const { text, mend } = onlyFailure(await diagnose(['registry.invalid']))
    expect(text).toStartWith('registry.invalid has no address')
    expect(mend).toContain('getent ahosts registry.invalid')
  })

  test('a port where nothing listens', async () => {
    const port = await freePort()
    const { text, mend } = onlyFailure(await diagnose([`127.0.0.1:${port}`]))
    expect(text).toBe(`connection refused: 127.0.0.1 port ${port}: ECONNREFUSED`)
    expect(mend).toContain('http.host: 0.0.0.0')
  })

  test('a listener that says nothing', async () => {
    const { port } = await listen(() => {})
    const { text, mend } = onlyFailure(await diagnose([`127.0.0.1:${port}`]))
    expect(text).toBe(`neither TLS nor HTTP speaks at port ${port}: it says nothing`)
    expect(mend).toContain(`ss -ltnp 'sport = :${port}'`)
  }, 20_000)

  test('a listener that speaks another protocol', async () => {
    const { port } = await listen((server) => {
      server.on('connection', (socket) => socket.on('error', () => {}).end('SSH-2.0-OpenSSH_9.2\r\n'))
    })
    const { text } = onlyFailure(await diagnose([`127.0.0.1:${port}`]))
    expect(text).toBe(`neither TLS nor HTTP speaks at port ${port}: it says "SSH-2.0-OpenSSH_9.2."`)
  })

  test('a proxy in the environment is pointed out, and gone past', async () => {
    const { port } = await listen(() => {})
    const env = { HTTPS_PROXY: `http://127.0.0.1:${port}` }
    const { said } = await diagnose(['registry.invalid'], { env })
    expect(said.environment).toEqual({
      status: 'warning',
      text: expect.stringContaining('HTTPS_PROXY is set'),
      mend: expect.stringContaining('export NO_PROXY="$NO_PROXY,registry.invalid"'),
    })
    const exempt = await diagnose(['registry.invalid'], { env: { ...env, NO_PROXY: '.invalid' } })
    expect(exempt.said.environment).toBeUndefined()
  })
})

describe('plain HTTP and TLS on the same machine', () => {
  let plain: TestServer
  let secure: TestServer
  let files: CertificateFiles
  beforeAll(async () => {
    files = await writeServerCertificate(folder)
    plain = await startTestServer()
    secure = await startTestServer({
      settings: { 'tls.certificate': files.certificate, 'tls.key': files.key },
    })
  })
  afterAll(async () => {
    await plain.stop()
    await secure.stop()
  })

  test('plain HTTP where https:// was asked for', async () => {
    const { text, mend } = onlyFailure(await diagnose([`https://${plain.host}`]))
    expect(text).toContain('http: server gave HTTP response to HTTPS client')
    expect(mend).toContain(`"insecure-registries": ["${plain.host}"] in /etc/docker/daemon.json`)
    expect(mend).toContain(`entrepot doctor http://${plain.host}`)
  })

  test('TLS where http:// was asked for', async () => {
    const { text, mend } = onlyFailure(await diagnose([`http://${secure.host}`]))
    expect(text).toContain('Client sent an HTTP request to an HTTPS server')
    expect(mend).toContain(`entrepot doctor ${secure.host}`)
  })

  test('an unknown authority: which one, and where each client looks for it', async () => {
    const { text, mend } = onlyFailure(await diagnose([secure.host]))
    expect(text).toStartWith('signed by "Entrepot test authority", which this machine does not know')
    expect(mend).toContain(`/etc/docker/certs.d/${secure.host}/ca.crt`)
    expect(mend).toContain(`/etc/containers/certs.d/${secure.host}/ca.crt`)
    expect(mend).toContain(`/etc/containerd/certs.d/${secure.host}/hosts.toml`)
  })

  test('--insecure goes on, and says what was not checked', async () => {
    const { exitCode, warnings, said } = await diagnose([secure.host, '--insecure'])
    expect([exitCode, warnings]).toEqual([0, ['certificate']])
    expect(said.certificate?.text).toStartWith('not checked (--insecure)')
    expect(said.token?.status).toBe('ok')
  })

  test('a name that is not in the certificate', async () => {
    const address = secure.host.replace('127.0.0.1', '127.0.0.2')
    // The server listens at 127.0.0.1 alone: a forwarder lends it another address.
    const [, port] = secure.host.split(':')
    const forwarder = Bun.listen<{ to?: Awaited<ReturnType<typeof Bun.connect>>; early: Buffer[] }>({
      hostname: '127.0.0.2',
      port: Number(port),
      socket: {
        async open(socket) {
          socket.data = { early: [] }
          const back = {
            data: (_: unknown, bytes: Buffer) => void socket.write(bytes),
            close: () => void socket.end(),
          }
          const to = await Bun.connect({ hostname: '127.0.0.1', port: Number(port), socket: back })
          for (const bytes of socket.data.early) to.write(bytes)
          socket.data.to = to
        },
        data: ({ data: { to, early } }, bytes) => void (to ? to.write(bytes) : early.push(bytes)),
        close: ({ data: { to } }) => void to?.end(),
      },
    })
    cleanUps.push(() => forwarder.stop(true))
    const { text, mend } = onlyFailure(await diagnose([address, '--ca', files.ca]))
    expect(text).toBe('it is valid for localhost, 127.0.0.1, not for 127.0.0.2')
    expect(mend).toContain('subject alternative names')
  })

  const outside = Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .find(({ internal, family }) => !internal && family === 'IPv4')?.address
  const title = 'plain HTTP on another machine is a failure, unless it was asked for'
  const body = async () => {
    const server = await startTestServer({ settings: { 'http.host': '0.0.0.0' } })
    cleanUps.push(() => server.stop())
    const host = server.host.replace('127.0.0.1', outside as string)
    const { text } = onlyFailure(
      await diagnose([host, '--user', 'admin'], { env: { ENTREPOT_PASSWORD: 'x' } }),
    )
    expect(text).toContain('plain HTTP where clients expect TLS')
    const asked = await diagnose([`http://${host}`])
    expect([asked.exitCode, asked.warnings]).toEqual([0, ['protocol']])
  }
  if (outside !== undefined) test(title, body)
  else test.skip(`${title} (skipped: this machine has no network)`, () => {})
})

describe('dates of certificates', () => {
  async function serverWith(days: Days): Promise<{ host: string; ca: string }> {
    const files = await writeServerCertificate(mkdtempSync(join(folder, 'dates-')), days)
    const server = Bun.serve({
      port: 0,
      hostname: '127.0.0.1',
      tls: { cert: Bun.file(files.certificate), key: Bun.file(files.key) },
      fetch: () => Response.json({}),
    })
    cleanUps.push(() => server.stop(true))
    return { host: `127.0.0.1:${server.port}`, ca: files.ca }
  }

  test.each([
    ['that expired', { from: -9, to: -2 }, /^it expired on 20/, 'certbot renew'],
    ['of the future', { from: 2, to: 9 }, /^it is not valid before 20/, 'timedatectl set-ntp true'],
  ])('a certificate %s', async (_, days, words, mending) => {
    const { host, ca } = await serverWith(days)
    const { text, mend } = onlyFailure(await diagnose([host, '--ca', ca]))
    expect(text).toMatch(words)
    expect(mend).toContain(mending)
  })

  test('a certificate that ends soon is a warning', async () => {
    const { host, ca } = await serverWith({ from: -80, to: 5 })
    const { exitCode, warnings, said } = await diagnose([host, '--ca', ca])
    expect([exitCode, warnings]).toEqual([0, ['certificate']])
    expect(said.certificate?.text).toContain('4 days left')
  })
})

describe('wrong usage ends with 2', () => {
  test.each([
    [[], "missing required argument 'host'"],
    [['a.example', '--frobnicate'], "unknown option '--frobnicate'"],
    [['a.example/library/nginx'], '--repository library/nginx'],
    [['a.example:99999'], 'a port is a number from 1 to 65535'],
    [['a.example', '--repository', 'Not/OK:x'], 'write it as project/name'],
    [['a.example', '--size', 'much'], 'write a size such as 10MiB'],
    [['a.example', '--size', '2GiB'], '1GiB at the most'],
    [['a.example', '--slow', 'very'], 'write a number of seconds'],
    [['a.example', '--ca', '/nowhere'], 'cannot read /nowhere'],
    [['a.example', '--password-stdin'], '--password-stdin needs --user'],
    [['a.example', '--user', 'ada'], 'there is no password'],
  ])('%j', async (args, words) => {
    const { exitCode, stdout, stderr } = await runDoctor(args)
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(stderr).toContain(words)
  })

  test('--help teaches by example, and is no error', async () => {
    const { exitCode, stdout } = await runDoctor(['--help'])
    expect(exitCode).toBe(0)
    expect(stdout).toContain('Examples:\n  entrepot doctor registry.example.com')
  })
})

async function listen(prepare: (server: Server) => void): Promise<{ port: number }> {
  const server = createServer((socket) => socket.on('error', () => {}))
  const sockets = new Set<{ destroy(): void }>()
  server.on('connection', (socket) => sockets.add(socket))
  prepare(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  cleanUps.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return server.address() as { port: number }
}
