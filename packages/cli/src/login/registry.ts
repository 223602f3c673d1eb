// A registry's management API, as far as logging in needs it.
import { readFileSync } from 'node:fs'
import { hostname, userInfo } from 'node:os'
import { type Answer, jsonOf, sendRequest, type Trust, wordsOf } from '../doctor/http-client.ts'
import { isLoopbackAddress, parseTarget } from '../doctor/target.ts'
import { clientTrusts, systemAuthorities } from '../doctor/trust.ts'

export interface Account {
  readonly username: string
  readonly password: string
}

export interface TokenWish {
  readonly preset: 'read' | 'write' | 'delete'
  readonly lifetime: { readonly expires_in_days: number } | { readonly expires_in_hours: number }
}

export interface IssuedToken {
  readonly id: number
  readonly username: string
  readonly token: string
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

const timeout = 30_000
/** What access tokens look like: such a password is no password to be exchanged. */
const tokenPattern = /^ent[ptx]_[0-9A-Za-z]{38}$/

export function isAccessToken(password: string): boolean {
  return tokenPattern.test(password)
}

export class Registry {
  /** @param url with scheme, without a slash at the end @param ca a file with further authorities, in PEM */
  constructor(
    readonly url: string,
    readonly ca: string | undefined = undefined,
  ) {}

  /**
   * The registry under a name as it stands before images: asked by HTTPS, and on this machine by HTTP too, as Docker does.
   * @throws in a sentence when nobody answers there, or not Entrepot
   */
  static async find(host: string, ca: string | undefined): Promise<Registry> {
    const target = parseTarget(host)
    if (typeof target === 'string') throw new Error(target)
    const isLocal = target.host === 'localhost' || isLoopbackAddress(target.host)
    const schemes = target.scheme ? [target.scheme] : isLocal ? ['https', 'http'] : ['https']
    let problem = ''
    for (const scheme of schemes) {
      const registry = new Registry(`${scheme}://${target.name}`, ca)
      const answer = await registry.ask('GET', '/api/v2.0/ping').catch((error: Error) => error)
      if (answer instanceof Error) problem ||= `${registry.url} cannot be reached: ${answer.message}`
      else if (answer.status === 200) return registry
      else problem = `${registry.url} answers, but is no Entrepot: ${wordsOf(answer)}`
    }
    throw new Error(`${problem}. "entrepot doctor ${host}" looks closer`)
  }

  /** A token in the place of a password. @throws with the registry's own words */
  async issueToken(account: Account, { preset, lifetime }: TokenWish): Promise<IssuedToken> {
    const name = `entrepot login on ${hostname()} by ${userInfo().username}`.slice(0, 255)
    const body = JSON.stringify({ name, preset, ...lifetime })
    const answer = await this.ask('POST', '/api/v2.0/users/current/tokens', account, body)
    if (answer.status !== 201) throw new Error(refusalOf(answer, account))
    const issued = jsonOf(answer) as { id: number; username: string; token: string; expiration_time: string }
    const { id, username, token } = issued
    return { id, username, token, expiresAt: Date.parse(issued.expiration_time) }
  }

  /** @throws with the registry's own words when it does not accept them */
  async check(account: Account): Promise<void> {
    const answer = await this.ask('GET', '/service/token', account)
    if (answer.status !== 200) throw new Error(refusalOf(answer, account))
  }

  /** Ends the token that `account` logs in with. @returns why it lives on, or undefined */
  async revoke(account: Account, id: number): Promise<string | undefined> {
    try {
      const answer = await this.ask('DELETE', `/api/v2.0/users/current/tokens/${id}`, account)
      // 401 and 404: it has ended already.
      return [200, 401, 404].includes(answer.status) ? undefined : wordsOf(answer)
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }

  private ask(method: string, path: string, account?: Account, body?: string): Promise<Answer> {
    const basic = account && Buffer.from(`${account.username}:${account.password}`).toString('base64')
    const headers = {
      'user-agent': 'entrepot',
      ...(basic && { authorization: `Basic ${basic}` }),
      ...(body && { 'content-type': 'application/json' }),
    }
    const request = { method, url: this.url + path, headers, ...(body !== undefined && { body }) }
    return sendRequest(request, this.trust(), AbortSignal.timeout(timeout))
  }

  private trust(): Trust {
    const { host } = new URL(this.url)
    const kept = clientTrusts(host).map(({ authority }) => authority)
    const given = this.ca === undefined ? [] : [readFileSync(this.ca, 'utf8')]
    return { authorities: [...systemAuthorities(), ...kept, ...given], blind: false }
  }
}

function refusalOf(answer: Answer, { username }: Account): string {
  const words = wordsOf(answer)
  if (answer.status === 403) {
    return `${words}. A robot cannot have a token made: "docker login" with its secret keeps that in the same place`
  }
  return answer.status === 401
    ? `the registry does not know ${username} with this password (${words})`
    : words
}
