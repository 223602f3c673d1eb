// Behind a real nginx: one that has only what everybody writes, and one as docs/reverse-proxy.md has it.
import { afterEach, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeServerCertificate } from '../support/certificates.ts'
import { LiveListener } from '../support/live-listener.ts'
import { startNginx } from '../support/nginx.ts'
import { requireProgram, testWith } from '../support/programs.ts'
import { basic, RegistryClient, randomBlob } from '../support/registry-client.ts'
import { startTestServer, type TestServer, type TestSettings, testDatabase } from '../support/server.ts'

/** Other loopback addresses, so that port 80 of the machine itself stays free; one for each suite that runs beside. */
const proxyAddress = testDatabase === 'sqlite' ? '127.0.0.2' : '127.0.0.3'
const megabyte = 1024 * 1024

const started: { stop(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of started.splice(0).reverse()) await each.stop()
})

async function server(settings: TestSettings = {}): Promise<TestServer> {
  const running = await startTestServer({ settings })
  started.push(running)
  return running
}

/** nginx at `address`, with these lines in the block that passes all to the server. */
async function proxy(to: TestServer, lines: string, address: string, listen = address): Promise<void> {
  const { path } = requireProgram('nginx') as { path: string }
  const block = `server { listen ${listen}; location / { proxy_pass ${to.url}; ${lines} } }`
  started.push(await startNginx(path, block, address))
}

const minimal = 'proxy_set_header Host $host;'

/** The lines of docs/reverse-proxy.md. */
const good = `
  client_max_body_size 0;
  proxy_http_version 1.1;
  proxy_request_buffering off;
  proxy_buffering off;
  proxy_read_timeout 900s;
  proxy_send_timeout 900s;
  proxy_set_header Host $http_host;
  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
  proxy_set_header X-Forwarded-Proto $scheme;
  proxy_set_header X-Forwarded-Host $http_host;`

const lying = `
  proxy_set_header Host $http_host;
  proxy_set_header X-Forwarded-Proto https;
  proxy_set_header X-Forwarded-Host evil.example;`

function clientAt(url: string, { adminPassword }: TestServer): RegistryClient {
  return new RegistryClient(url, basic('admin', adminPassword))
}

/** Where a client without credentials is sent for a token. */
async function realmAt(url: string, headers: Record<string, string> = {}): Promise<string | undefined> {
  const answer = await fetch(`${url}/v2/`, { headers, tls: { rejectUnauthorized: false } })
  return /realm="([^"]*)"/.exec(answer.headers.get('www-authenticate') ?? '')?.[1]
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, proxyAddress, resolve))
  const { port } = probe.address() as { port: number }
  await new Promise((resolve) => probe.close(resolve))
  return port
}

/** Port 80 needs root, and nobody there: the reason why it cannot be had. */
const port80 = process.getuid?.() === 0 ? undefined : '(skipped: port 80 needs root)'

describe('with only proxy_pass and Host', () => {
  const title = 'the token realm is right, small layers pass, a larger one meets 413'
  const body = async () => {
    const registry = await server()
    await proxy(registry, minimal, `${proxyAddress}:80`)
    const url = `http://${proxyAddress}`
    expect(await realmAt(url)).toBe(`${url}/service/token`)
    const client = clientAt(url, registry)
    expect(
      (await fetch(`${url}/service/token`, { headers: basic('admin', registry.adminPassword) })).status,
    ).toBe(200)
    await client.pushImage('library/behind', 'small', randomBlob(megabyte / 2))
    const large = randomBlob(2 * megabyte)
    const path = `/v2/library/behind/blobs/uploads/?digest=${large.digest}`
    const refused = await client.send('POST', path, { body: large.bytes as Uint8Array<ArrayBuffer> })
    expect([refused.status, await refused.text()]).toEqual([413, expect.stringContaining('nginx')])
  }
  if (port80 === undefined) testWith(['nginx'], title, body)
  else test.skip(`${title} ${port80}`, () => {})
})

describe('with the lines of the documentation', () => {
  testWith(['nginx'], 'a larger image goes in and out, and Locations lead back to the proxy', async () => {
    const registry = await server()
    const address = `${proxyAddress}:${await freePort()}`
    await proxy(registry, good, address)
    const url = `http://${address}`
    const client = clientAt(url, registry)
    const layer = randomBlob(20 * megabyte)
    const digest = await client.pushImage('library/behind', 'large', layer)
    const manifest = await client.send('GET', '/v2/library/behind/manifests/large')
    expect(manifest.headers.get('docker-content-digest')).toBe(digest)
    const pulled = await client.send('GET', `/v2/library/behind/blobs/${layer.digest}`)
    expect(Buffer.compare(await pulled.bytes(), layer.bytes)).toBe(0)
    const location = await client.beginUpload('library/behind')
    expect(new URL(location, url).origin).toBe(url)
    expect(await realmAt(url)).toBe(`${url}/service/token`)
  })

  for (const [lines, words] of [
    [good, 'as it is told to'],
    [
      `${good.replace('proxy_buffering off;', 'proxy_buffering on;')} gzip on; gzip_types *;`,
      'that would buffer',
    ],
  ] as const) {
    testWith(['nginx'], `a proxy ${words} passes changes on as they happen, and signs of life`, async () => {
      // Signs of life each second, and nginx cuts what is silent for three.
      const registry = await server({ 'limits.idleTimeout': '3s' })
      const address = `${proxyAddress}:${await freePort()}`
      await proxy(registry, lines.replace('proxy_read_timeout 900s', 'proxy_read_timeout 3s'), address)
      const admin = { id: 1, name: 'admin', password: registry.adminPassword }
      const listener = await LiveListener.open(`http://${address}`, {
        ...{ as: admin, headers: { 'accept-encoding': 'gzip' } },
      })
      await listener.until(({ heard }) => heard.filter(({ event }) => event === 'beat').length > 4)
      await clientAt(registry.url, registry).pushImage('library/seen', 'behind', randomBlob(1000))
      await listener.untilHint('artifact.pushed')
      expect(listener.response.headers.get('content-type')).toBe('text/event-stream')
      listener.close()
      const goneBy = clientAt(registry.url, registry)
      while (!/entrepot_live_streams 0/.test(await (await goneBy.send('GET', '/metrics')).text())) {}
    })
  }

  testWith(['nginx'], 'http.externalUrl is the address, whatever the proxy says', async () => {
    const registry = await server({ 'http.externalUrl': 'https://registry.example.com' })
    const address = `${proxyAddress}:${await freePort()}`
    await proxy(registry, good, address)
    expect(await realmAt(`http://${address}`)).toBe('https://registry.example.com/service/token')
  })

  testWith(['nginx'], 'a proxy that ends TLS: the realm is https', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'entrepot-proxy-'))
    started.push({ stop: async () => rmSync(folder, { recursive: true }) })
    const files = await writeServerCertificate(folder)
    const registry = await server()
    const address = `${proxyAddress}:${await freePort()}`
    const tls = `ssl; ssl_certificate ${files.certificate}; ssl_certificate_key ${files.key}`
    await proxy(registry, good, address, `${address} ${tls}`)
    expect(await realmAt(`https://${address}`)).toBe(`https://${address}/service/token`)
  })

  testWith(['nginx'], 'from a proxy that is not trusted, its headers are ignored', async () => {
    const registry = await server({ 'http.trustedProxies': 'none' })
    const address = `${proxyAddress}:${await freePort()}`
    await proxy(registry, lying, address)
    expect(await realmAt(`http://${address}`)).toBe(`http://${address}/service/token`)
  })
})

test('a client that writes X-Forwarded headers itself is believed only from a trusted address', async () => {
  const forged = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.example' }
  const [open, closed] = [await server(), await server({ 'http.trustedProxies': '10.0.0.0/8' })]
  expect(await realmAt(open.url, forged)).toBe('https://evil.example/service/token')
  expect(await realmAt(closed.url, forged)).toBe(`${closed.url}/service/token`)
})
