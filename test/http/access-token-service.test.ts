// The token service: what it is asked in all its ways, and what it grants.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type Account, Accounts } from '../support/accounts.ts'
import { Caller, type Heard } from '../support/caller.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let accounts: Accounts
let developerAccount: Account
let developer: Caller
let anonymous: Caller

const now = Date.parse('2026-03-01T12:00:00Z')

beforeAll(async () => {
  server = await startTestServer({ clock: () => now, settings: { 'limits.jsonBodySize': '16KiB' } })
  accounts = new Accounts(server)
  developerAccount = await accounts.user('developer')
  const closed = await accounts.project('closed', accounts.admin())
  await accounts.member(closed, developerAccount, 'developer')
  await accounts.project('open', accounts.admin(), true)
  await accounts.project('other', accounts.admin())
  developer = new Caller(server.url, developerAccount)
  anonymous = new Caller(server.url)
})
afterAll(() => server.stop())

interface Claims {
  readonly sub: string
  readonly aud: string
  readonly exp: number
  readonly nbf: number
  readonly iat: number
  readonly jti: string
  readonly access: unknown[]
}

function claimsOf(answer: Heard): Claims {
  const { token } = JSON.parse(answer.text) as { token: string }
  return JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString()) as Claims
}

async function granted(caller: Caller, ...scopes: string[]): Promise<unknown[]> {
  const answer = await caller.askToken(scopes)
  expect(answer.status).toBe(200)
  return claimsOf(answer).access
}

const grant = (name: string, ...actions: string[]) => ({ type: 'repository', name, actions })

test('the answer has what clients read, and is kept by no cache', async () => {
  const answer = await developer.askToken(['repository:closed/app:pull'])
  const body = JSON.parse(answer.text) as Record<string, unknown>
  expect(body.access_token).toBe(body.token)
  expect(body.expires_in).toBe(1800)
  expect(body.issued_at).toBe('2026-03-01T12:00:00Z')
  expect(body).not.toHaveProperty('refresh_token')
  expect(answer.headers.get('cache-control')).toBe('no-store')
  const { sub, aud, iat, nbf, exp, jti } = claimsOf(answer)
  expect({ sub, aud, iat, nbf, exp }).toEqual({
    sub: 'developer',
    aud: 'entrepot',
    iat: now / 1000,
    nbf: now / 1000,
    exp: now / 1000 + 1800,
  })
  expect(jti).not.toBe(claimsOf(await developer.askToken([])).jti)
})

describe('what is granted is the part of what is asked that is allowed', () => {
  test.each<[string, string[], unknown[]]>([
    ['all of it', ['repository:closed/app:pull,push'], [grant('closed/app', 'pull', 'push')]],
    ['less than asked', ['repository:closed/app:pull,push,delete'], [grant('closed/app', 'pull', 'push')]],
    ['never more than asked', ['repository:closed/app:pull'], [grant('closed/app', 'pull')]],
    ['a star is all there is', ['repository:closed/app:*'], [grant('closed/app', 'pull', 'push')]],
    ['pull of a public project', ['repository:open/app:pull,push'], [grant('open/app', 'pull')]],
    ['nothing of another’s', ['repository:other/app:pull,push'], []],
    ['nothing of an absent project', ['repository:absent/app:pull,push'], []],
    ['nothing for no scope', [], []],
    ['an action that does not exist', ['repository:closed/app:fly'], []],
    ['no action', ['repository:closed/app:'], []],
    [
      'many scopes',
      ['repository:closed/a:pull', 'repository:other/b:pull', 'repository:open/c:pull'],
      [grant('closed/a', 'pull'), grant('open/c', 'pull')],
    ],
    [
      'several in one parameter',
      ['repository:closed/a:pull repository:open/c:pull'],
      [grant('closed/a', 'pull'), grant('open/c', 'pull')],
    ],
    ['a class', ['repository(plugin):closed/app:pull'], [grant('closed/app', 'pull')]],
    ['a short name', ['repository:nginx:pull'], [grant('nginx', 'pull')]],
    ['a long name', ['repository:library/nginx:pull'], [grant('library/nginx', 'pull')]],
    ['an unknown type', ['project:closed:pull'], []],
    ['a name that is none', ['repository:Closed/App:pull'], []],
    ['a name with a host', ['repository:registry.example:5000/closed/app:pull'], []],
    ['a name that climbs', ['repository:open/../closed/app:pull'], []],
    ['the catalog', ['registry:catalog:*'], [{ type: 'registry', name: 'catalog', actions: ['*'] }]],
    ['of the catalog only the star', ['registry:catalog:pull'], []],
    ['nothing else of the registry', ['registry:users:*'], []],
  ])('%s', async (_, scopes, expected) => {
    expect(await granted(developer, ...scopes)).toEqual(expected)
  })

  test('delete needs a maintainer', async () => {
    const admin = new Caller(server.url, accounts.admin())
    expect(await granted(admin, 'repository:closed/app:delete')).toEqual([grant('closed/app', 'delete')])
    expect(await granted(admin, 'repository:closed/app:*')).toEqual([
      grant('closed/app', 'pull', 'push', 'delete'),
    ])
  })

  test('the answer says it in `scope`', async () => {
    const answer = await developer.askToken(['repository:closed/app:pull,push,delete', 'registry:catalog:*'])
    expect(JSON.parse(answer.text)).toHaveProperty(
      'scope',
      'repository:closed/app:pull,push registry:catalog:*',
    )
  })

  test('to nobody, only what is public', async () => {
    expect(await granted(anonymous, 'repository:open/app:pull,push', 'repository:closed/app:pull')).toEqual([
      grant('open/app', 'pull'),
    ])
  })
})

test('a short name and its long one are one repository, in tokens as in paths', async () => {
  const admin = new Caller(server.url, accounts.admin())
  await admin.pushImage('library/nginx', 'v1')
  for (const scope of ['repository:nginx:pull', 'repository:library/nginx:pull']) {
    const caller = await anonymous.withToken(scope)
    for (const path of ['/v2/nginx/manifests/v1', '/v2/library/nginx/manifests/v1']) {
      expect((await caller.get(path)).status).toBe(200)
    }
  }
  // A project may be called nginx, too: the short name never means it.
  const own = await admin.withToken('repository:nginx:pull,push')
  await accounts.project('nginx', accounts.admin())
  expect((await own.get('/v2/nginx/library/manifests/v1')).status).toBe(401)
})

describe('refused', () => {
  test.each([
    ['a scope without a name', ['repository:pull']],
    ['a scope of one word', ['repository']],
    ['a scope without a type', [':closed/app:pull']],
    ['one malformed scope among good ones', ['repository:closed/app:pull', 'x']],
    ['quotes and line ends', ['repository"\r\nset-cookie: x']],
  ])('%s', async (_, scopes) => {
    const answer = await developer.askToken(scopes)
    expect([answer.status, answer.error?.code]).toEqual([400, 'BAD_REQUEST'])
  })

  test('more scopes than the limit', async () => {
    const scopes = (count: number) =>
      Array.from({ length: count }, (_, index) => `repository:closed/a${index}:pull`)
    expect((await developer.askToken(scopes(100))).status).toBe(200)
    const answer = await developer.askToken(scopes(101))
    expect([answer.status, answer.error?.message]).toEqual([400, 'at most 100 scopes at once'])
    const folded = await developer.askToken([scopes(101).join(' ')])
    expect(folded.status).toBe(400)
  })

  test('bad credentials, whatever is asked', async () => {
    const wrong = new Caller(server.url, { ...developerAccount, password: 'Wrong1 password' })
    const stranger = new Caller(server.url, { ...developerAccount, name: 'nobody-of-this-name' })
    for (const caller of [wrong, stranger]) {
      for (const scopes of [[], ['repository:open/app:pull'], ['repository:nginx:pull'], ['malformed']]) {
        const answer = await caller.askToken(scopes)
        expect([answer.status, answer.error?.code]).toEqual([401, 'UNAUTHORIZED'])
        expect(answer.headers.get('www-authenticate')).toBe('Basic realm="entrepot"')
        expect(answer.text).not.toContain('token"')
      }
    }
  })

  test.each([
    ['a scheme that is none', 'Digest abc'],
    ['an empty header', ''],
    ['a scheme alone', 'Basic'],
    ['no base64', 'Basic !!!!'],
    ['base64 and more', `Basic ${btoa('developer:Common1 password')}, Basic eDp5`],
    ['no colon', `Basic ${btoa('developer')}`],
    ['a NUL in the name', `Basic ${btoa('developer\0:Common1 password')}`],
  ])('a credential that is malformed: %s', async (_, authorization) => {
    for (const path of ['/service/token', '/v2/', '/v2/open/app/tags/list']) {
      expect((await anonymous.get(path, { authorization })).status).toBe(401)
    }
  })

  test('a token in exchange for a token', async () => {
    const caller = await developer.withToken('repository:closed/app:pull')
    expect((await caller.askToken(['repository:closed/app:pull,push'])).status).toBe(401)
  })

  test('other methods', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH']) {
      const answer = await developer.send(method, '/service/token')
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, POST'])
    }
  })
})

test('`account` says nothing about who asks', async () => {
  const asAdmin = await anonymous.askToken(['repository:closed/app:pull'], '&account=admin')
  expect(claimsOf(asAdmin)).toMatchObject({ sub: '', access: [] })
  const other = await developer.askToken(['repository:other/app:pull'], '&account=admin&client_id=admin')
  expect(claimsOf(other)).toMatchObject({ sub: 'developer', access: [] })
})

test('the scheme may be in any case', async () => {
  const basic = btoa('developer:Common1 password')
  expect((await anonymous.get('/v2/', { authorization: `bAsIc  ${basic}` })).status).toBe(200)
  const { token } = JSON.parse((await developer.askToken([])).text) as { token: string }
  expect((await anonymous.get('/v2/', { authorization: `bearer ${token}` })).status).toBe(200)
})

describe('by POST, as OAuth2', () => {
  const post = (form: Record<string, string> | string) =>
    anonymous.send('POST', '/service/token', {
      body: new URLSearchParams(form).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
  const login = {
    grant_type: 'password',
    username: 'developer',
    password: 'Common1 password',
    client_id: 'test',
  }

  test('a password earns the same token', async () => {
    const answer = await post({
      ...login,
      service: 'entrepot',
      scope: 'repository:closed/app:pull,push,delete',
    })
    expect(answer.status).toBe(200)
    expect(claimsOf(answer)).toMatchObject({
      sub: 'developer',
      access: [grant('closed/app', 'pull', 'push')],
    })
  })

  test('scopes may be repeated', async () => {
    const scopes =
      'scope=repository%3Aclosed%2Fa%3Apull&scope=repository%3Aopen%2Fb%3Apull+repository%3Anginx%3Apull'
    const answer = await post(`${new URLSearchParams(login)}&${scopes}`)
    expect(claimsOf(answer).access).toEqual([
      grant('closed/a', 'pull'),
      grant('open/b', 'pull'),
      grant('nginx', 'pull'),
    ])
  })

  test.each([
    ['a wrong password', { password: 'wrong' }, 401],
    ['no user', { username: '' }, 401],
    ['a name with a NUL', { username: 'a\0b' }, 400],
    ['an unknown grant', { grant_type: 'client_credentials' }, 400],
    ['no grant', { grant_type: '' }, 400],
    ['a malformed scope', { scope: 'x' }, 400],
    ['a wrong password with a malformed scope', { password: 'wrong', scope: 'x' }, 401],
  ])('refused: %s', async (_, more, status) => {
    expect((await post({ ...login, ...more })).status).toBe(status)
  })

  test('a form beyond the limit is not read', async () => {
    const answer = await post({ ...login, scope: 'x'.repeat(17 * 1024) })
    expect(answer.status).toBe(413)
  })
})
