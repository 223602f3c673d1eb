// The console as a browser fetches it: its one page, its files, and what is not part of it.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { buildConsole } from '../../scripts/build/console.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
beforeAll(async () => {
  await buildConsole(join(import.meta.dir, '../..'))
  server = await startTestServer()
})
afterAll(() => server.stop())

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(server.url + path, { method, headers, decompress: false } as RequestInit)
const html = { accept: 'text/html' }

async function script(): Promise<string> {
  const page = await (await get('/', html)).text()
  return /src="(\/assets\/main-[^"]+\.js)"/.exec(page)?.[1] as string
}

describe('the page', () => {
  test.each(['/', '/repositories/team/app:1.0', '/projects/team/members', '/administration/users'])(
    '%s',
    async (path) => {
      const answer = await get(path, html)
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
      expect(answer.headers.get('cache-control')).toBe('no-store')
    },
  )

  test('runs its own scripts only, in no other page, and has a nonce of its own each time', async () => {
    const answers = [await get('/', html), await get('/', html)]
    const nonces = await Promise.all(
      answers.map(async (answer) => {
        const policy = answer.headers.get('content-security-policy') ?? ''
        const nonce = /style-src 'self' 'nonce-([\w-]{20,})'/.exec(policy)?.[1] ?? ''
        expect(policy).toContain("default-src 'none'; script-src 'self'; ")
        expect(policy).toContain("frame-ancestors 'none'")
        expect(policy).not.toMatch(/unsafe|\*|https?:/)
        expect(await answer.text()).toContain(`data-nonce="${nonce}"`)
        return nonce
      }),
    )
    expect(nonces[0]).not.toBe(nonces[1] as string)
  })

  test('says 404 where it has no page, and programs get their usual answer', async () => {
    const browser = await get('/no/such', html)
    expect([browser.status, browser.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8'])
    const program = await get('/no/such')
    expect([program.status, await program.json()]).toEqual([
      404,
      { errors: [{ code: 'NOT_FOUND', message: 'path /no/such was not found' }] },
    ])
    expect((await get('/', html, 'POST')).status).toBe(404)
    expect((await get('/', html, 'HEAD')).status).toBe(200)
  })
})

describe('its files', () => {
  test('are compressed as the browser takes it, and kept for good', async () => {
    const path = await script()
    const sizes = await Promise.all(
      ['br', 'gzip', 'identity'].map(async (encoding) => {
        const answer = await get(path, { 'accept-encoding': encoding })
        expect(answer.status).toBe(200)
        expect(answer.headers.get('content-encoding')).toBe(encoding === 'identity' ? null : encoding)
        expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
        expect(answer.headers.get('content-type')).toStartWith('text/javascript')
        return (await answer.arrayBuffer()).byteLength
      }),
    )
    const [brotli = 0, gzip = 0, plain = 0] = sizes
    expect(brotli).toBeLessThan(gzip)
    expect(gzip).toBeLessThan(plain / 2)
  })

  test('nothing else is under their path', async () => {
    for (const path of ['/assets/', '/assets/none.js', '/assets/..%2f..%2fetc%2fpasswd']) {
      expect([path, (await get(path, html)).status]).toEqual([path, 404])
    }
  })
})
