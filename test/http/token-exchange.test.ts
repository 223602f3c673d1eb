// A CI's own tokens exchanged for a robot's by rules of trust: who is let in, what they get, and what others are told.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { PassThrough } from 'node:stream'
import { queries } from '../../packages/server/src/platform/database/queries.ts'
import { type Account, Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { Caller, type Heard } from '../support/caller.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { startTokenIssuer, type TokenIssuer } from '../support/token-issuer.ts'

const minute = 60_000
const start = Date.parse('2026-03-01T12:00:00Z')

let now = start
let issuer: TokenIssuer
let server: TestServer
let accounts: Accounts
let admin: ApiCaller
let names = 0
let project: string
let projectId: number
let robot: { id: number; name: string; secret: string }
let ruleId: number
let lines = ''

beforeAll(async () => {
  issuer = await startTokenIssuer()
  const logTo = new PassThrough()
  logTo.on('data', (chunk) => {
    lines += chunk
  })
  const settings = { 'outbound.privateNetworks': '127.0.0.0/8' } as const
  server = await startTestServer({ clock: () => now, settings, logTo })
  accounts = new Accounts(server)
  admin = new ApiCaller(server, accounts.admin())
})
afterAll(async () => {
  await server.stop()
  await issuer.stop()
})

const pairs = (...texts: string[]) =>
  texts.map((text) => ({ resource: text.split(':')[0] as string, action: text.split(':')[1] as string }))

beforeEach(async () => {
  lines = ''
  names += 1
  now = start + names * 60 * minute
  project = `project${names}`
  projectId = await accounts.project(project, accounts.admin())
  await new Caller(server.url, accounts.admin()).pushImage(`${project}/app`, 'v1')
  const access = pairs('repository:pull', 'repository:push')
  const answer = await admin.post('/robots', {
    ...{ name: 'ci', level: 'project', duration: -1 },
    permissions: [{ kind: 'project', namespace: project, access }],
  })
  expect(answer.status).toBe(201)
  robot = answer.body
  ruleId = await makeRule()
})

function ruleOf(more: object = {}): Record<string, unknown> {
  return {
    ...{ name: 'web', issuer: issuer.url, audience: 'registry', robot_id: robot.id },
    conditions: [
      { claim: 'repository', match: 'exact', value: `acme/${project}` },
      { claim: 'ref', match: 'glob', value: 'refs/heads/*' },
    ],
    ...more,
  }
}

async function makeRule(more: object = {}): Promise<number> {
  const answer = await admin.post(`/projects/${project}/trust-rules`, ruleOf(more))
  expect([answer.status, answer.message]).toEqual([201, undefined])
  return Number(answer.headers.get('location')?.split('/').at(-1))
}

function claimsOf(more: object = {}) {
  const at = Math.floor(now / 1000)
  return {
    ...{
      iss: issuer.url,
      aud: 'registry',
      sub: `repo:acme/${project}:ref:refs/heads/main`,
      jti: crypto.randomUUID(),
    },
    ...{ repository: `acme/${project}`, ref: 'refs/heads/main', iat: at, nbf: at, exp: at + 300 },
    ...more,
  }
}

const form = (token: string, more: Record<string, string> = {}) => ({
  grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
  subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
  subject_token: token,
  ...more,
})

function send(fields: Record<string, string>): Promise<Heard> {
  return new Caller(server.url).send('POST', '/service/token', {
    body: new URLSearchParams(fields).toString(),
  })
}

async function exchange(more: object = {}, fields: Record<string, string> = {}): Promise<Heard> {
  return send(form(await issuer.sign(claimsOf(more)), fields))
}

async function login(more: object = {}): Promise<Account> {
  const answer = await exchange(more)
  expect(answer.text).toContain('access_token')
  const { username, access_token } = JSON.parse(answer.text)
  return { id: robot.id, name: username, password: access_token }
}

async function refused(answer: Promise<Heard> | Heard, words: string): Promise<void> {
  const { status, text } = await answer
  expect({ status, ...JSON.parse(text) }).toEqual({
    status: 400,
    error: 'invalid_request',
    error_description: expect.stringContaining(words),
  })
}

const pull = (caller: Caller) => caller.get(`/v2/${project}/app/manifests/v1`)

describe('a token that a rule accepts', () => {
  test('is exchanged for one with which docker login works', async () => {
    const answer = await exchange()
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect(JSON.parse(answer.text)).toEqual({
      access_token: expect.stringMatching(/^entx_[0-9A-Za-z]{38}$/),
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      token_type: 'Bearer',
      expires_in: 3600,
      username: `robot$${project}+ci`,
      expires_at: new Date(now + 60 * minute).toISOString(),
      login_command: `docker login ${server.host} --username 'robot$${project}+ci' --password-stdin`,
    })
  })

  test('acts as the robot, and as nothing else', async () => {
    const account = await login()
    const client = new Caller(server.url, account)
    expect((await client.pushImage(`${project}/app`, 'v2')).manifest).toStartWith('sha256:')
    expect((await pull(await client.withToken(`repository:${project}/app:pull`))).status).toBe(200)
    expect((await client.send('DELETE', `/v2/${project}/app/manifests/v1`)).status).toBe(403)
    expect((await new ApiCaller(server, account).post('/users/current/tokens', {})).status).toBe(403)
    const other = `other${names}`
    await accounts.project(other, accounts.admin())
    expect((await client.get(`/v2/${other}/app/tags/list`)).status).toBe(403)
    // The robot's name alone does not carry it further.
    expect((await pull(new Caller(server.url, { ...account, name: 'admin' }))).status).toBe(401)
  })

  test('may less than the robot where the rule says so', async () => {
    const permissions = [{ namespace: project, access: pairs('repository:pull') }]
    expect(
      (await admin.put(`/projects/${project}/trust-rules/${ruleId}`, ruleOf({ permissions }))).status,
    ).toBe(200)
    const client = new Caller(server.url, await login())
    expect((await pull(client)).status).toBe(200)
    expect((await client.send('POST', `/v2/${project}/app/blobs/uploads/`)).status).toBe(403)
  })

  test('is known by any key that its issuer has, also by a new one', async () => {
    const before = await issuer.sign(claimsOf({ exp: now / 1000 + 3600 }))
    await login()
    await issuer.addKey()
    await refused(exchange(), 'is not accepted')
    now += minute
    expect((await exchange()).status).toBe(200)
    expect((await send(form(before))).status).toBe(200)
    const asked = issuer.asked.length
    await login()
    expect(issuer.asked.length).toBe(asked)
  })

  test('leaves an event that says whose it was', async () => {
    const { sub, jti } = claimsOf()
    await exchange({ sub, jti })
    const event = await queries(server.database)
      .selectFrom('events')
      .select(['project_id', 'actor', 'body'])
      .where('kind', '=', 'access-token.exchanged')
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow()
    expect(event.project_id).toBe(projectId)
    expect(JSON.parse(event.actor)).toMatchObject({
      type: 'robot',
      id: robot.id,
      name: `robot$${project}+ci`,
    })
    expect(JSON.parse(event.body)).toMatchObject({
      ruleId,
      robotId: robot.id,
      issuer: issuer.url,
      subject: sub,
      jti,
    })
  })
})

describe('what is refused', () => {
  const wrong: [what: string, claims: object, words: string][] = [
    ['another repository', { repository: 'acme/other' }, 'do not match: repository'],
    ['another ref', { ref: 'refs/tags/v1' }, 'do not match: ref'],
    ['both', { ref: 'refs/tags/v1', repository: 'x/y' }, 'do not match: repository, ref'],
    ['no such claim', { ref: undefined }, 'do not match: ref'],
    ['another audience', { aud: 'https://github.com/acme' }, 'do not match: aud'],
    ['an expired one', { exp: start / 1000 - 120 }, 'has expired'],
    ['one from the future', { nbf: start / 1000 + 1_000_000_000 }, 'the claim nbf'],
    ['one without an end', { exp: undefined }, 'the claim exp'],
  ]
  test.each(wrong)('%s', async (_, claims, words) => {
    const answer = await exchange(claims)
    await refused(answer, words)
    // What the rule wants stays with those who may read it.
    expect(answer.text).not.toContain(`acme/${project}`)
    expect(answer.text).not.toContain('refs/heads')
    expect(lines).toContain(words)
  })

  test('clocks may differ by a minute', async () => {
    const at = now / 1000
    expect((await exchange({ exp: at - 50, iat: at - 100, nbf: at - 100 })).status).toBe(200)
    expect((await exchange({ iat: at + 50, nbf: at + 50 })).status).toBe(200)
    await refused(exchange({ iat: at + 120 }), 'is not accepted')
  })

  test('what is unproved is told nothing of which issuers are known', async () => {
    const good = await issuer.sign(claimsOf())
    const stranger = await startTokenIssuer()
    try {
      const seen = async (token: string) => {
        const { status, text } = await send(form(token))
        return { status, text }
      }
      const [head, , signature] = good.split('.') as [string, string, string]
      const changed = Buffer.from(JSON.stringify(claimsOf({ repository: 'x' }))).toString('base64url')
      const forged = await seen(`${head}.${changed}.${signature}`)
      expect(forged.status).toBe(400)
      expect(await seen(await stranger.sign(claimsOf()))).toEqual(forged)
      expect(await seen(await stranger.sign(claimsOf({ iss: stranger.url })))).toEqual(forged)
      expect(await seen(await stranger.sign(claimsOf({ iss: 'http://169.254.169.254' })))).toEqual(forged)
      expect(stranger.asked).toEqual([])
    } finally {
      await stranger.stop()
    }
  })

  test('algorithms that prove nothing', async () => {
    const claims = Buffer.from(JSON.stringify(claimsOf())).toString('base64url')
    const head = (alg: string) => Buffer.from(JSON.stringify({ alg, kid: 'key0' })).toString('base64url')
    await refused(send(form(`${head('none')}.${claims}.`)), 'is not accepted')
    await refused(send(form(`${head('HS256')}.${claims}.c2ln`)), 'is not accepted')
  })

  test.each(['', 'x', 'a.b.c', 'x'.repeat(20_000)])('no token at all: %.10p', async (token) => {
    await refused(send(form(token)), 'subject_token')
  })

  test('other kinds of tokens', async () => {
    const token = await issuer.sign(claimsOf())
    await refused(
      send(form(token, { subject_token_type: 'urn:ietf:params:oauth:token-type:saml2' })),
      'must be one of',
    )
    await refused(send(form(token, { actor_token: 'x' })), 'actor_token')
  })

  test('a robot that is disabled, expired or gone', async () => {
    const { body } = await admin.get(`/robots/${robot.id}`)
    expect((await admin.put(`/robots/${robot.id}`, { ...body, disable: true })).status).toBe(200)
    await refused(exchange(), 'disabled, expired or deleted')
    expect((await admin.delete(`/robots/${robot.id}`)).status).toBe(200)
    await refused(exchange(), 'disabled, expired or deleted')
  })

  test('a rule that is disabled, and one whose project is gone', async () => {
    await admin.put(`/projects/${project}/trust-rules/${ruleId}`, ruleOf({ disable: true }))
    await refused(exchange(), 'token')
    await admin.put(`/projects/${project}/trust-rules/${ruleId}`, ruleOf())
    expect((await exchange()).status).toBe(200)
    await admin.delete(`/projects/${project}/repositories/app`)
    expect((await admin.delete(`/projects/${project}`)).status).toBe(200)
    await refused(exchange(), 'token')
  })
})

describe('what was handed out ends', () => {
  const after = async (change: () => Promise<{ readonly status: number }>) => {
    const client = new Caller(server.url, await login())
    const registry = await client.withToken(`repository:${project}/app:pull`)
    expect((await pull(client)).status).toBe(200)
    expect((await pull(registry)).status).toBe(200)
    expect((await change()).status).toBe(200)
    expect([(await pull(client)).status, (await pull(registry)).status]).toEqual([401, 401])
  }
  const path = () => `/projects/${project}/trust-rules/${ruleId}`

  test('with its rule', () => after(() => admin.delete(path())))
  test('with a change of its rule', () => after(() => admin.put(path(), ruleOf({ lifetime_minutes: 30 }))))
  test('with its robot', () => after(() => admin.delete(`/robots/${robot.id}`)))
  test('with its time', () =>
    after(async () => {
      now += 60 * minute
      return { status: 200 }
    }))
})

test('a rule for single use takes each token once', async () => {
  await admin.put(
    `/projects/${project}/trust-rules/${ruleId}`,
    ruleOf({ single_use: true, lifetime_minutes: 5 }),
  )
  const token = await issuer.sign(claimsOf())
  expect((await send(form(token))).status).toBe(200)
  await refused(send(form(token)), 'was exchanged before')
  expect((await exchange()).status).toBe(200)
  const without = await issuer.sign(claimsOf({ jti: undefined }))
  expect((await send(form(without))).status).toBe(200)
  await refused(send(form(without)), 'was exchanged before')
  now += 10 * minute
  await server.runDueJobs()
  expect(await queries(server.database).selectFrom('exchanged_tokens').selectAll().execute()).toEqual([])
})

test('of several rules the first that accepts is taken, or the one that is named', async () => {
  const permissions = [{ namespace: project, access: pairs('repository:pull') }]
  const second = await makeRule({ name: 'pulls', permissions, lifetime_minutes: 5 })
  const lifeOf = async (rule?: string) =>
    JSON.parse((await exchange({}, rule === undefined ? {} : { rule })).text).expires_in
  expect(await lifeOf()).toBe(3600)
  expect(await lifeOf('pulls')).toBe(300)
  expect(await lifeOf(String(second))).toBe(300)
  await refused(exchange({}, { rule: 'nosuch' }), 'is not accepted')
})

describe('an issuer', () => {
  test('that cannot be asked, or answers nonsense, is a refusal, and is asked again later', async () => {
    const broken = await startTokenIssuer()
    try {
      await admin.put(`/projects/${project}/trust-rules/${ruleId}`, ruleOf({ issuer: broken.url }))
      const tryIt = async () => send(form(await broken.sign(claimsOf({ iss: broken.url }))))
      const document = '/.well-known/openid-configuration'
      now += 11 * minute
      const answers: (() => Response)[] = [
        () => new Response('no', { status: 500 }),
        () => new Response('{'),
        () => Response.json({ issuer: 'https://evil.example.com', jwks_uri: `${broken.url}/keys` }),
        () => Response.json({ issuer: broken.url, jwks_uri: 'ftp://x' }),
        () => Response.json({ issuer: broken.url }),
      ]
      for (const answer of answers) {
        broken.answers.set(document, answer)
        await refused(tryIt(), 'is not accepted')
        const asked = broken.asked.length
        await refused(tryIt(), 'is not accepted')
        expect(broken.asked.length).toBe(asked)
        now += minute
      }
      broken.answers.clear()
      expect((await tryIt()).status).toBe(200)
    } finally {
      await broken.stop()
    }
  })

  test('on an inner address is not asked unless the operator allows it', async () => {
    const guarded = await startTestServer()
    try {
      const api = new ApiCaller(guarded, new Accounts(guarded).admin())
      await new Accounts(guarded).project('closed', new Accounts(guarded).admin())
      const access = pairs('repository:pull')
      const permissions = [{ kind: 'project', namespace: 'closed', access }]
      const made = await api.post('/robots', { name: 'ci', level: 'project', duration: -1, permissions })
      const rule = { ...ruleOf(), robot_id: made.body.id }
      expect((await api.post('/projects/closed/trust-rules', rule)).status).toBe(201)
      const before = issuer.asked.length
      const body = new URLSearchParams(form(await issuer.sign(claimsOf()))).toString()
      await refused(new Caller(guarded.url).send('POST', '/service/token', { body }), 'is not accepted')
      expect(issuer.asked.length).toBe(before)
    } finally {
      await guarded.stop()
    }
  })
})
