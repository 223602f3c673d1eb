// A CI's own tokens exchanged for a robot's: who is let in, what they get, and what others are told.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { queries } from '../../packages/server/src/platform/database/queries.ts'
import { ApiCaller } from '../support/api.ts'
import { Caller } from '../support/caller.ts'
import { ExchangeScene, exchangeForm, expectRefusal, pairs } from '../support/exchange-scene.ts'
import { startTokenIssuer } from '../support/token-issuer.ts'

const minute = 60_000
const start = Date.parse('2026-03-01T12:00:00Z')

const scene = new ExchangeScene()
const { ruleOf, claimsOf, send, exchange, login, pull } = scene

beforeAll(() => scene.open())
afterAll(() => scene.close())
beforeEach(() => scene.next())

describe('a token that a rule accepts', () => {
  test('is exchanged for one with which docker login works', async () => {
    const answer = await exchange()
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect(JSON.parse(answer.text)).toEqual({
      access_token: expect.stringMatching(/^entx_[0-9A-Za-z]{38}$/),
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      token_type: 'Bearer',
      expires_in: 3600,
      username: `robot$${scene.project}+ci`,
      expires_at: new Date(scene.now + 60 * minute).toISOString(),
      login_command: `docker login ${scene.server.host} --username 'robot$${scene.project}+ci' --password-stdin`,
    })
  })

  test('acts as the robot, and as nothing else', async () => {
    const account = await login()
    const client = new Caller(scene.server.url, account)
    expect((await client.pushImage(`${scene.project}/app`, 'v2')).manifest).toStartWith('sha256:')
    expect((await pull(await client.withToken(`repository:${scene.project}/app:pull`))).status).toBe(200)
    expect((await client.send('DELETE', `/v2/${scene.project}/app/manifests/v1`)).status).toBe(403)
    expect((await new ApiCaller(scene.server, account).post('/users/current/tokens', {})).status).toBe(403)
    const other = `other${scene.names}`
    await scene.accounts.project(other, scene.accounts.admin())
    expect((await client.get(`/v2/${other}/app/tags/list`)).status).toBe(403)
    // The robot's name alone does not carry it further.
    expect((await pull(new Caller(scene.server.url, { ...account, name: 'admin' }))).status).toBe(401)
  })

  test('may less than the robot where the rule says so', async () => {
    const permissions = [{ namespace: scene.project, access: pairs('repository:pull') }]
    expect(
      (
        await scene.admin.put(
          `/projects/${scene.project}/trust-rules/${scene.ruleId}`,
          ruleOf({ permissions }),
        )
      ).status,
    ).toBe(200)
    const client = new Caller(scene.server.url, await login())
    expect((await pull(client)).status).toBe(200)
    expect((await client.send('POST', `/v2/${scene.project}/app/blobs/uploads/`)).status).toBe(403)
  })

  test('is known by any key that its issuer has, also by a new one', async () => {
    const before = await scene.issuer.sign(claimsOf({ exp: scene.now / 1000 + 3600 }))
    await login()
    await scene.issuer.addKey()
    await expectRefusal(exchange(), 'is not accepted')
    scene.now += minute
    expect((await exchange()).status).toBe(200)
    expect((await send(exchangeForm(before))).status).toBe(200)
    const asked = scene.issuer.asked.length
    await login()
    expect(scene.issuer.asked.length).toBe(asked)
  })

  test('leaves an event that says whose it was', async () => {
    const { sub, jti } = claimsOf()
    await exchange({ sub, jti })
    const event = await queries(scene.server.database)
      .selectFrom('events')
      .select(['project_id', 'actor', 'body'])
      .where('kind', '=', 'access-token.exchanged')
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow()
    expect(event.project_id).toBe(scene.projectId)
    expect(JSON.parse(event.actor)).toMatchObject({
      type: 'robot',
      id: scene.robot.id,
      name: `robot$${scene.project}+ci`,
    })
    expect(JSON.parse(event.body)).toMatchObject({
      ruleId: scene.ruleId,
      robotId: scene.robot.id,
      issuer: scene.issuer.url,
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
    ['a subject with a NUL', { sub: 'a\0b' }, 'the claim sub'],
  ]
  test.each(wrong)('%s', async (_, claims, words) => {
    const answer = await exchange(claims)
    await expectRefusal(answer, words)
    // What the rule wants stays with those who may read it.
    expect(answer.text).not.toContain(`acme/${scene.project}`)
    expect(answer.text).not.toContain('refs/heads')
    expect(scene.lines).toContain(words)
  })

  test('clocks may differ by a minute', async () => {
    const at = scene.now / 1000
    expect((await exchange({ exp: at - 50, iat: at - 100, nbf: at - 100 })).status).toBe(200)
    expect((await exchange({ iat: at + 50, nbf: at + 50 })).status).toBe(200)
    await expectRefusal(exchange({ iat: at + 120 }), 'is not accepted')
  })

  test('what is unproved is told nothing of which issuers are known', async () => {
    const good = await scene.issuer.sign(claimsOf())
    const stranger = await startTokenIssuer()
    try {
      const seen = async (token: string) => {
        const { status, text } = await send(exchangeForm(token))
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
    await expectRefusal(send(exchangeForm(`${head('none')}.${claims}.`)), 'is not accepted')
    await expectRefusal(send(exchangeForm(`${head('HS256')}.${claims}.c2ln`)), 'is not accepted')
  })

  test.each(['', 'x', 'a.b.c', 'x'.repeat(20_000)])('no token at all: %.10p', async (token) => {
    await expectRefusal(send(exchangeForm(token)), 'subject_token')
  })

  test('other kinds of tokens', async () => {
    const token = await scene.issuer.sign(claimsOf())
    await expectRefusal(
      send(exchangeForm(token, { subject_token_type: 'urn:ietf:params:oauth:token-type:saml2' })),
      'must be one of',
    )
    await expectRefusal(send(exchangeForm(token, { actor_token: 'x' })), 'actor_token')
  })

  test('a robot that is disabled, expired or gone', async () => {
    const { body } = await scene.admin.get(`/robots/${scene.robot.id}`)
    expect((await scene.admin.put(`/robots/${scene.robot.id}`, { ...body, disable: true })).status).toBe(200)
    await expectRefusal(exchange(), 'disabled, expired or deleted')
    expect((await scene.admin.delete(`/robots/${scene.robot.id}`)).status).toBe(200)
    await expectRefusal(exchange(), 'disabled, expired or deleted')
  })

  test('a rule that is disabled, and one whose project is gone', async () => {
    await scene.admin.put(`/projects/${scene.project}/trust-rules/${scene.ruleId}`, ruleOf({ disable: true }))
    await expectRefusal(exchange(), 'token')
    await scene.admin.put(`/projects/${scene.project}/trust-rules/${scene.ruleId}`, ruleOf())
    expect((await exchange()).status).toBe(200)
    await scene.admin.delete(`/projects/${scene.project}/repositories/app`)
    expect((await scene.admin.delete(`/projects/${scene.project}`)).status).toBe(200)
    await expectRefusal(exchange(), 'token')
    scene.now += 2 * 60 * 60_000
    await scene.server.runDueJobs()
    const left = await queries(scene.server.database)
      .selectFrom('trust_rules')
      .select('id')
      .where('project_id', '=', scene.projectId)
      .execute()
    expect(left).toEqual([])
  })
})
