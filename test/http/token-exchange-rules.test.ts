// Rules of trust at work: when what they handed out ends, which of several is taken, and issuers that cannot be asked.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { queries } from '../../packages/server/src/platform/database/queries.ts'
import { Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { Caller } from '../support/caller.ts'
import { ExchangeScene, exchangeForm, expectRefusal, pairs } from '../support/exchange-scene.ts'
import { startTestServer } from '../support/server.ts'
import { startTokenIssuer } from '../support/token-issuer.ts'

const minute = 60_000

const scene = new ExchangeScene()
const { ruleOf, makeRule, claimsOf, send, exchange, login, pull } = scene

beforeAll(() => scene.open())
afterAll(() => scene.close())
beforeEach(() => scene.next())

describe('what was handed out ends', () => {
  const after = async (change: () => Promise<{ readonly status: number }>) => {
    const client = new Caller(scene.server.url, await login())
    const registry = await client.withToken(`repository:${scene.project}/app:pull`)
    expect((await pull(client)).status).toBe(200)
    expect((await pull(registry)).status).toBe(200)
    expect((await change()).status).toBe(200)
    expect([(await pull(client)).status, (await pull(registry)).status]).toEqual([401, 401])
  }
  const path = () => `/projects/${scene.project}/trust-rules/${scene.ruleId}`

  test('with its rule', () => after(() => scene.admin.delete(path())))
  test('with a change of its rule', () =>
    after(() => scene.admin.put(path(), ruleOf({ lifetime_minutes: 30 }))))
  test('with its robot', () => after(() => scene.admin.delete(`/robots/${scene.robot.id}`)))
  test('with its time', () =>
    after(async () => {
      scene.now += 60 * minute
      return { status: 200 }
    }))
})

test('a rule for single use takes each token once', async () => {
  await scene.admin.put(
    `/projects/${scene.project}/trust-rules/${scene.ruleId}`,
    ruleOf({ single_use: true, lifetime_minutes: 5 }),
  )
  const token = await scene.issuer.sign(claimsOf())
  expect((await send(exchangeForm(token))).status).toBe(200)
  await expectRefusal(send(exchangeForm(token)), 'was exchanged before')
  expect((await exchange()).status).toBe(200)
  const without = await scene.issuer.sign(claimsOf({ jti: undefined }))
  expect((await send(exchangeForm(without))).status).toBe(200)
  await expectRefusal(send(exchangeForm(without)), 'was exchanged before')
  scene.now += 10 * minute
  await scene.server.runDueJobs()
  expect(await queries(scene.server.database).selectFrom('exchanged_tokens').selectAll().execute()).toEqual(
    [],
  )
})

test('of several rules the first that accepts is taken, or the one that is named', async () => {
  const permissions = [{ namespace: scene.project, access: pairs('repository:pull') }]
  const second = await makeRule({ name: 'pulls', permissions, lifetime_minutes: 5 })
  const lifeOf = async (rule?: string) =>
    JSON.parse((await exchange({}, rule === undefined ? {} : { rule })).text).expires_in
  expect(await lifeOf()).toBe(3600)
  expect(await lifeOf('pulls')).toBe(300)
  expect(await lifeOf(String(second))).toBe(300)
  await expectRefusal(exchange({}, { rule: 'nosuch' }), 'is not accepted')
})

describe('an issuer', () => {
  test('that cannot be asked, or answers nonsense, is a refusal, and is asked again later', async () => {
    const broken = await startTokenIssuer()
    try {
      await scene.admin.put(
        `/projects/${scene.project}/trust-rules/${scene.ruleId}`,
        ruleOf({ issuer: broken.url }),
      )
      const tryIt = async () => send(exchangeForm(await broken.sign(claimsOf({ iss: broken.url }))))
      const document = '/.well-known/openid-configuration'
      scene.now += 11 * minute
      const answers: (() => Response)[] = [
        () => new Response('no', { status: 500 }),
        () => new Response('{'),
        () => Response.json({ issuer: 'https://evil.example.com', jwks_uri: `${broken.url}/keys` }),
        () => Response.json({ issuer: broken.url, jwks_uri: 'ftp://x' }),
        () => Response.json({ issuer: broken.url }),
      ]
      for (const answer of answers) {
        broken.answers.set(document, answer)
        await expectRefusal(tryIt(), 'is not accepted')
        const asked = broken.asked.length
        await expectRefusal(tryIt(), 'is not accepted')
        expect(broken.asked.length).toBe(asked)
        scene.now += minute
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
      const before = scene.issuer.asked.length
      const body = new URLSearchParams(exchangeForm(await scene.issuer.sign(claimsOf()))).toString()
      await expectRefusal(new Caller(guarded.url).send('POST', '/service/token', { body }), 'is not accepted')
      expect(scene.issuer.asked.length).toBe(before)
    } finally {
      await guarded.stop()
    }
  })
})
