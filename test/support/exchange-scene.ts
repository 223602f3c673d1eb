// A server whose project trusts an issuer of tokens, as a CI's: rules, tokens of the issuer, and their exchange.

import { expect } from 'bun:test'
import { PassThrough } from 'node:stream'
import { type Account, Accounts } from './accounts.ts'
import { ApiCaller } from './api.ts'
import { Caller, type Heard } from './caller.ts'
import { startTestServer, type TestServer } from './server.ts'
import { startTokenIssuer, type TokenIssuer } from './token-issuer.ts'

const minute = 60_000
const start = Date.parse('2026-03-01T12:00:00Z')

export class ExchangeScene {
  /** The server's time; a test may change it. */
  now = start
  issuer!: TokenIssuer
  server!: TestServer
  accounts!: Accounts
  admin!: ApiCaller
  /** Of this test alone: a project with the image `app:v1`, a robot that may push, and a rule that it acts by. */
  project = ''
  projectId = 0
  robot!: { readonly id: number; readonly name: string }
  ruleId = 0
  names = 0
  /** What the server has logged during this test. */
  lines = ''

  async open(): Promise<void> {
    this.issuer = await startTokenIssuer()
    const logTo = new PassThrough()
    logTo.on('data', (chunk) => {
      this.lines += chunk
    })
    const settings = { 'outbound.privateNetworks': '127.0.0.0/8' } as const
    this.server = await startTestServer({ clock: () => this.now, settings, logTo })
    this.accounts = new Accounts(this.server)
    this.admin = new ApiCaller(this.server, this.accounts.admin())
  }

  async close(): Promise<void> {
    await this.server.stop()
    await this.issuer.stop()
  }

  async next(): Promise<void> {
    this.lines = ''
    this.names += 1
    // What the server keeps of an issuer has gone since the last test.
    this.now = start + this.names * 60 * minute
    this.project = `project${this.names}`
    this.projectId = await this.accounts.project(this.project, this.accounts.admin())
    await new Caller(this.server.url, this.accounts.admin()).pushImage(`${this.project}/app`, 'v1')
    const access = pairs('repository:pull', 'repository:push')
    const answer = await this.admin.post('/robots', {
      ...{ name: 'ci', level: 'project', duration: -1 },
      permissions: [{ kind: 'project', namespace: this.project, access }],
    })
    expect(answer.status).toBe(201)
    this.robot = answer.body
    this.ruleId = await this.makeRule()
  }

  readonly ruleOf = (more: object = {}): Record<string, unknown> => ({
    ...{ name: 'web', issuer: this.issuer.url, audience: 'registry', robot_id: this.robot.id },
    conditions: [
      { claim: 'repository', match: 'exact', value: `acme/${this.project}` },
      { claim: 'ref', match: 'glob', value: 'refs/heads/*' },
    ],
    ...more,
  })

  /** @returns its id */
  readonly makeRule = async (more: object = {}): Promise<number> => {
    const answer = await this.admin.post(`/projects/${this.project}/trust-rules`, this.ruleOf(more))
    expect([answer.status, answer.message]).toEqual([201, undefined])
    return Number(answer.headers.get('location')?.split('/').at(-1))
  }

  readonly changeRule = (more: object = {}) =>
    this.admin.put(`/projects/${this.project}/trust-rules/${this.ruleId}`, this.ruleOf(more))

  readonly claimsOf = (more: object = {}) => {
    const at = Math.floor(this.now / 1000)
    const repository = `acme/${this.project}`
    return {
      ...{ iss: this.issuer.url, aud: 'registry', jti: crypto.randomUUID(), repository },
      ...{ sub: `repo:${repository}:ref:refs/heads/main`, ref: 'refs/heads/main' },
      ...{ iat: at, nbf: at, exp: at + 300 },
      ...more,
    }
  }

  readonly send = (fields: Record<string, string>): Promise<Heard> => {
    const body = new URLSearchParams(fields).toString()
    return new Caller(this.server.url).send('POST', '/service/token', { body })
  }

  /** @param more claims that are not the usual ones @param fields of the form */
  readonly exchange = async (more: object = {}, fields: Record<string, string> = {}): Promise<Heard> =>
    this.send(exchangeForm(await this.issuer.sign(this.claimsOf(more)), fields))

  readonly login = async (): Promise<Account> => {
    const answer = await this.exchange()
    expect(answer.text).toContain('access_token')
    const { username, access_token } = JSON.parse(answer.text)
    return { id: this.robot.id, name: username, password: access_token }
  }

  readonly pull = (caller: Caller) => caller.get(`/v2/${this.project}/app/manifests/v1`)
}

/** Permissions as the API has them. */
export function pairs(...texts: string[]): { resource: string; action: string }[] {
  return texts.map((text) => {
    const [resource = '', action = ''] = text.split(':')
    return { resource, action }
  })
}

export function exchangeForm(token: string, more: Record<string, string> = {}): Record<string, string> {
  return {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    subject_token: token,
    ...more,
  }
}

export async function expectRefusal(answer: Promise<Heard> | Heard, words: string): Promise<void> {
  const { status, text } = await answer
  expect({ status, ...JSON.parse(text) }).toEqual({
    status: 400,
    error: 'invalid_request',
    error_description: expect.stringContaining(words),
  })
}
