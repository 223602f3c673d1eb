// What the server may ask of others: public addresses and allowed ones, checked where the connection goes, in bounds.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeServerCertificate } from '../../../../../test/support/certificates.ts'
import { Outbound } from './outbound.ts'
import { ReachableAddresses } from './reachable-address.ts'

let other: Bun.Server<undefined>
let elsewhere: Bun.Server<undefined>
const held: (() => void)[] = []

beforeAll(() => {
  elsewhere = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: (request) => Response.json({ authorization: request.headers.get('authorization') }),
  })
  other = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: async (request) => {
      const { pathname, searchParams } = new URL(request.url)
      if (pathname === '/echo') {
        return Response.json({
          method: request.method,
          body: await request.text(),
          type: request.headers.get('content-type'),
          authorization: request.headers.get('authorization'),
          host: request.headers.get('host'),
        })
      }
      if (pathname === '/to') return Response.redirect(searchParams.get('url') as string, 302)
      if (pathname === '/large') return new Response('x'.repeat(2 * 1024 * 1024))
      if (pathname === '/never') {
        const { promise, resolve } = Promise.withResolvers<Response>()
        held.push(() => resolve(new Response('late')))
        return promise
      }
      return new Response(null, { status: 204 })
    },
  })
})
afterAll(async () => {
  for (const release of held) release()
  await Promise.all([other.stop(true), elsewhere.stop(true)])
})

const at = (path: string, server = other) => `http://127.0.0.1:${server.port}${path}`
const open = new Outbound(['127.0.0.0/8', '::1'])
const ask = open.fetcher()

describe('which addresses may be asked', () => {
  const none = new ReachableAddresses([])

  test.each(['8.8.8.8', '1.1.1.1', '2606:4700::1111', '::ffff:8.8.8.8'])('%s may', (address) => {
    expect(none.includes(address)).toBe(true)
  })

  test.each([
    ...['127.0.0.1', '10.1.2.3', '172.16.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0'],
    ...['::1', '::', 'fe80::1', 'fd00::1', '::ffff:10.0.0.1', '64:ff9b::a00:1', '2002:a00:1::', '224.0.0.1'],
    ...['::127.0.0.1', '::a00:1', '4000::1'],
    ...['255.255.255.255', 'nonsense'],
  ])('%s may not', (address) => {
    expect(none.includes(address)).toBe(false)
  })

  test('those that the operator names may, in any spelling, and no others', () => {
    const some = new ReachableAddresses(['10.0.0.0/8', 'fd00::/8', '192.168.1.7'])
    for (const address of ['10.9.9.9', '::ffff:10.9.9.9', 'fd12::1', '192.168.1.7']) {
      expect(some.includes(address)).toBe(true)
    }
    for (const address of ['172.16.0.1', '192.168.1.8', '127.0.0.1']) {
      expect(some.includes(address)).toBe(false)
    }
  })

  test.each(['127.0.0.1', 'localhost', '[::1]', '2130706433', '0x7f.1'])(
    'a connection to %s is refused before it is made',
    async (host) => {
      const { port } = other
      const asked = new Outbound([]).fetcher()(`http://${host}:${port}/echo`)
      await expect(asked).rejects.toThrow('is not a public address; the operator may allow it')
    },
  )

  test('a name is told with the address that it stands for', async () => {
    const asked = new Outbound(['::1']).fetcher()(`http://localhost:${other.port}/echo`)
    await expect(asked).rejects.toThrow('localhost (127.0.0.1) is not a public address')
  })

  test.each(['file:///etc/passwd', 'ftp://127.0.0.1/', 'nonsense', ''])('%p is no address', async (url) => {
    await expect(ask(url)).rejects.toThrow('is not an http or https address')
  })
})

describe('asking', () => {
  test('a form goes out and the answer comes back', async () => {
    const response = await ask(at('/echo'), { method: 'POST', body: new URLSearchParams({ a: 'b c' }) })
    expect(await response.json()).toMatchObject({
      method: 'POST',
      body: 'a=b+c',
      type: 'application/x-www-form-urlencoded;charset=UTF-8',
    })
  })

  test('by a name, whose Host the other one sees', async () => {
    const response = await ask(`http://localhost:${other.port}/echo`)
    expect(((await response.json()) as { host: string }).host).toBe(`localhost:${other.port}`)
  })

  test('an answer without a body', async () => {
    expect((await ask(at('/nothing'))).status).toBe(204)
  })

  test('an answer beyond the limit, and one that does not come, are given up', async () => {
    await expect(ask(at('/large'))).rejects.toThrow('is larger than 1048576 bytes')
    await expect(new Outbound(['127.0.0.0/8'], 50).fetcher()(at('/never'))).rejects.toThrow(
      'did not answer in time',
    )
  })

  test('nobody there is told in words', async () => {
    await expect(ask('http://127.0.0.1:1/')).rejects.toThrow('127.0.0.1:1 cannot be asked')
  })
})

describe('redirects', () => {
  const to = (url: string) => at(`/to?url=${encodeURIComponent(url)}`)

  test('are followed, but hand no credentials to another', async () => {
    const headers = { authorization: 'Bearer secret' }
    const same = await ask(to(at('/echo')), { headers })
    expect(await same.json()).toMatchObject({ authorization: 'Bearer secret' })
    const strange = await ask(to(at('/', elsewhere)), { headers })
    expect(await strange.json()).toEqual({ authorization: null })
  })

  test('lead to no address that may not be asked, and not round in circles', async () => {
    const one = new Outbound(['127.0.0.1']).fetcher()
    await expect(one(to('http://127.0.0.2/'))).rejects.toThrow('127.0.0.2 is not a public address')
    await expect(ask(to('file:///etc/passwd'))).rejects.toThrow('is not an http or https address')
    let circle = at('/echo')
    for (let i = 0; i < 6; i++) circle = to(circle)
    await expect(ask(circle)).rejects.toThrow('redirects too often')
  })

  test('are handed back where that is asked, and after a write', async () => {
    expect((await ask(to(at('/echo')), { redirect: 'manual' })).status).toBe(302)
    expect((await ask(to(at('/echo')), { method: 'POST', body: 'x' })).status).toBe(302)
  })
})

describe('TLS', () => {
  test('a certificate of nobody’s is refused, unless that is wanted', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'entrepot-outbound-'))
    const { certificate, key } = await writeServerCertificate(folder)
    const secure = Bun.serve({
      port: 0,
      hostname: '127.0.0.1',
      tls: { cert: Bun.file(certificate), key: Bun.file(key) },
      fetch: () => new Response('hello'),
    })
    try {
      const url = `https://127.0.0.1:${secure.port}/`
      await expect(ask(url)).rejects.toThrow('cannot be asked')
      const lenient = open.fetcher({ verifyCertificate: false })
      expect(await (await lenient(url)).text()).toBe('hello')
      await expect(lenient(`${url}x`).then(() => ask(url))).rejects.toThrow('cannot be asked')
    } finally {
      await secure.stop(true)
      await rm(folder, { recursive: true })
    }
  })
})
