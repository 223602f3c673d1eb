// What `entrepot doctor` says of a registry behind a real nginx with one fault at a time.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../clients/registry.ts'
import { type CertificateFiles, writeServerCertificate } from '../support/certificates.ts'
import { startNginx } from '../support/nginx.ts'
import { testWith } from '../support/programs.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { startDockerRegistry } from './docker-registry.ts'
import { diagnose } from './doctor.ts'

const folder = mkdtempSync(join(tmpdir(), 'entrepot-doctor-'))
const started: { stop(): Promise<unknown> }[] = []
let registry: TestServer
let files: CertificateFiles

beforeAll(async () => {
  files = await writeServerCertificate(folder, { from: -1, to: 90 })
  registry = await startTestServer()
})
afterEach(async () => {
  for (const each of started.splice(0).reverse()) await each.stop()
})
afterAll(async () => {
  await registry.stop()
  rmSync(folder, { recursive: true })
})

/** The lines of docs/reverse-proxy.md; each test takes some away or adds one. */
const good = [
  'client_max_body_size 0;',
  'proxy_http_version 1.1;',
  'proxy_request_buffering off;',
  'proxy_buffering off;',
  'proxy_set_header Host $http_host;',
  'proxy_set_header X-Forwarded-Proto $scheme;',
]

const without = (...words: string[]) => good.filter((line) => !words.some((word) => line.includes(word)))

/** nginx with TLS in front of `to`. @returns its `host:port` */
async function proxy(nginx: string, lines: readonly string[], to = registry.url): Promise<string> {
  return server(nginx, `location / { proxy_pass ${to}; ${lines.join(' ')} }`)
}

async function server(nginx: string, lines: string): Promise<string> {
  const host = `127.0.0.1:${await freePort()}`
  const tls = `ssl_certificate ${files.certificate}; ssl_certificate_key ${files.key};`
  started.push(await startNginx(nginx, `server { listen ${host} ssl; ${tls} ${lines} }`, host))
  return host
}

const asAdmin = ['--user', 'admin', '--repository', 'library/behind', '--size', '3MiB']

function diagnoseAt(host: string, ...args: string[]) {
  return diagnose([host, '--ca', files.ca, ...args], { env: { ENTREPOT_PASSWORD: registry.adminPassword } })
}

/** A test with nginx, whose path it is given. */
function nginxTest(title: string, body: (nginx: string) => Promise<void>): void {
  testWith(['nginx'], title, (paths) => body(paths.nginx as string))
}

nginxTest('as the documentation has it, nothing is wrong', async (nginx) => {
  const { exitCode, failed, warnings } = await diagnoseAt(await proxy(nginx, good), ...asAdmin)
  expect([exitCode, failed, warnings]).toEqual([0, [], []])
})

describe('body size', () => {
  const line = '  client_max_body_size 0;'

  nginxTest('413 to an upload', async (nginx) => {
    const host = await proxy(nginx, without('client_max_body_size'))
    const { exitCode, failed, said } = await diagnoseAt(host, ...asAdmin)
    expect([exitCode, failed]).toEqual([1, ['body size']])
    expect(said['body size']?.text).toMatch(
      /^3 MiB in one request: 413 Request Entity Too Large \(Server: nginx/,
    )
    expect(said['body size']?.mend).toContain(line)
  })

  nginxTest('413 is found without a login, by the announcement alone', async (nginx) => {
    const host = await proxy(nginx, without('client_max_body_size'))
    const { exitCode, failed, said } = await diagnoseAt(host)
    expect([exitCode, failed]).toEqual([1, ['body size']])
    expect(said['body size']?.text).toMatch(/^413 to a body of 10 MiB \(Server: nginx/)
    expect(said['body size']?.mend).toContain(line)
  })
})

describe('the address that the registry believes to have', () => {
  nginxTest('http:// in the token address behind TLS; the password is not sent there', async (nginx) => {
    const host = await proxy(nginx, without('X-Forwarded-Proto'))
    const { exitCode, failed, said } = await diagnoseAt(host, ...asAdmin)
    expect([exitCode, failed]).toEqual([1, ['token address']])
    expect(said['token address']?.text).toContain(
      `http://${host}/service/token for a token: http:// where this is https://`,
    )
    expect(said['token address']?.mend).toContain('proxy_set_header X-Forwarded-Proto $scheme;')
    expect(said['token address']?.mend).toContain(`http.externalUrl: https://${host}`)
    expect([said.token?.status, said.push?.text]).toEqual(['skipped', 'the login failed'])
  })

  nginxTest('a port that gets lost', async (nginx) => {
    const host = await proxy(nginx, [...without('Host'), 'proxy_set_header Host $host;'])
    const { exitCode, failed, said } = await diagnoseAt(host)
    expect([exitCode, failed]).toEqual([1, ['token address']])
    expect(said['token address']?.text).toContain(
      `https://127.0.0.1/service/token for a token: not https://${host}`,
    )
  })

  testWith(['nginx', 'docker-registry'], 'http:// in the Locations of uploads', async (paths) => {
    const docker = await startDockerRegistry(paths['docker-registry'] as string)
    started.push(docker)
    const host = await proxy(paths.nginx as string, without('X-Forwarded-Proto'), `http://${docker.host}`)
    const { exitCode, failed, said } = await diagnoseAt(host, '--repository', 'doctor/test')
    expect([exitCode, failed]).toEqual([1, ['locations']])
    expect(said.locations?.text).toBe(`uploads are sent on to http://${host}, not to https://${host}`)
    expect(said.locations?.mend).toContain(`http.host: https://${host}`)
  })
})

describe('what a proxy does to bodies and connections', () => {
  nginxTest('keeps them until they are whole', async (nginx) => {
    const host = await proxy(nginx, without('proxy_request_buffering'))
    const { exitCode, warnings, said } = await diagnoseAt(host)
    expect([exitCode, warnings]).toEqual([0, ['streaming']])
    expect(said.streaming?.mend).toContain('proxy_request_buffering off;')
  })

  nginxTest('compresses them', async (nginx) => {
    const gzip = 'gzip on; gzip_proxied any; gzip_min_length 1; gzip_types *;'
    const host = await proxy(nginx, [...good, gzip])
    const { exitCode, failed, warnings, said } = await diagnoseAt(host, ...asAdmin)
    expect([exitCode, failed]).toEqual([1, ['compression']])
    expect(said.compression?.text).toStartWith('a proxy compresses content (gzip, /v2/library/behind/')
    expect(said.compression?.mend).toContain('gzip off;')
    expect(warnings).toContain('head')
  })

  nginxTest('closes each connection', async (nginx) => {
    const { exitCode, warnings, said } = await diagnoseAt(
      await proxy(nginx, [...good, 'keepalive_timeout 0;']),
    )
    expect([exitCode, warnings]).toEqual([0, ['keep-alive']])
    expect(said['keep-alive']?.mend).toContain('keepalive_timeout 75s;')
  })

  nginxTest('loses patience with an upload that pauses', async (nginx) => {
    const host = await proxy(nginx, [...good, 'client_body_timeout 1s;'])
    const { exitCode, failed, said } = await diagnoseAt(host, ...asAdmin, '--slow', '6')
    expect([exitCode, failed]).toEqual([1, ['patience']])
    expect(said.patience?.text).toMatch(/^an upload that paused was cut off after [12]\.\d s/)
    expect(said.patience?.mend).toContain('client_body_timeout 900s;')
  })

  nginxTest('takes ranges away', async (nginx) => {
    const { exitCode, warnings } = await diagnoseAt(
      await proxy(nginx, [...good, 'proxy_set_header Range "";']),
      ...asAdmin,
    )
    expect([exitCode, warnings]).toEqual([0, ['ranges']])
  })
})

describe('no registry behind it', () => {
  nginxTest('nothing answers the proxy', async (nginx) => {
    const host = await proxy(nginx, good, `http://127.0.0.1:${await freePort()}`)
    const { exitCode, failed, said } = await diagnoseAt(host)
    expect([exitCode, failed]).toEqual([1, ['/v2/']])
    expect(said['/v2/']?.text).toMatch(
      /^502 Bad Gateway \(Server: nginx.*the proxy in front does not reach the registry$/,
    )
  })

  nginxTest('a web page, a path that is not passed on, and another address', async (nginx) => {
    const page = await server(nginx, 'default_type text/html; location / { return 200 "<h1>It works</h1>"; }')
    expect((await diagnoseAt(page)).said['/v2/']?.text).toBe('a web page, not a registry')
    const lost = await server(nginx, 'location / { return 404; }')
    expect((await diagnoseAt(lost)).said['/v2/']?.mend).toContain('/v2/ at the root of a host')
    const moved = await server(nginx, 'location / { return 301 https://other.example$request_uri; }')
    const { exitCode, said } = await diagnoseAt(moved)
    expect([exitCode, said['/v2/']?.mend]).toEqual([
      1,
      expect.stringContaining('entrepot doctor https://other.example'),
    ])
  })

  nginxTest('a token service that is not passed on', async (nginx) => {
    const host = await server(nginx, `location /v2/ { proxy_pass ${registry.url}; ${good.join(' ')} }`)
    const { exitCode, failed, said } = await diagnoseAt(host, ...asAdmin)
    expect([exitCode, failed]).toEqual([1, ['token']])
    expect(said.token?.mend).toBe('The proxy has to lead /service/token to the registry too, not only /v2/')
  })
})

describe('who may do what', () => {
  test('a wrong password', async () => {
    const env = { ENTREPOT_PASSWORD: 'wrong' }
    const { exitCode, failed, said } = await diagnose([registry.host, ...asAdmin], { env })
    expect([exitCode, failed]).toEqual([1, ['token']])
    expect(said.token?.text).toContain('wrong user name or password')
  })

  test('a project that does not exist', async () => {
    const args = [registry.host, '--user', 'admin', '--repository', 'nowhere/test']
    const { exitCode, failed, said } = await diagnose(args, {
      env: { ENTREPOT_PASSWORD: registry.adminPassword },
    })
    expect([exitCode, failed[0]]).toEqual([1, 'push'])
    expect(said.push?.text).toContain('beginning an upload: 4')
    expect(said.push?.mend).toContain('projects.createOnPush')
  })
})

test('a clock that differs', async () => {
  const host = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: () => Response.json({}, { headers: { date: new Date(Date.now() - 90_000).toUTCString() } }),
  })
  started.push({ stop: () => host.stop(true) })
  const { exitCode, failed, said } = await diagnose([`127.0.0.1:${host.port}`])
  expect([exitCode, failed]).toEqual([1, ['clock']])
  expect(said.clock?.text).toMatch(/^the server's clock is (89|90|91) s behind this one/)
  expect(said.clock?.mend).toContain('timedatectl set-ntp true')
})
