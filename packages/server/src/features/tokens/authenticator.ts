// Reads the Authorization header: a bearer token of ours, or a name and a password.
import { Failure } from '../../platform/errors.ts'
import { type AccessTokens, isToken } from '../access-tokens/index.ts'
import {
  anonymousPrincipal,
  type LoginWatch,
  type PasswordSignIn,
  type Principal,
} from '../identity/index.ts'
import type { Tokens } from './tokens.ts'

/** Padding is optional: clients differ. What is skipped by lenient decoders, such as a comma and more, is refused. */
const basicPattern = /^[A-Za-z0-9+/]+={0,2}$/

export class Authenticator {
  constructor(
    private readonly tokens: Tokens,
    private readonly accessTokens: AccessTokens,
    private readonly signIn: PasswordSignIn,
    private readonly logins: LoginWatch,
  ) {}

  /**
   * @param authorization the header's value, or null
   * @param address the client's, for slowing down failed logins
   * @param requestId for the audit log
   * @throws Failure UNAUTHORIZED when a credential is given and wrong: it never turns into anonymous
   */
  async principalOf(authorization: string | null, address: string, requestId = ''): Promise<Principal> {
    if (authorization === null) return anonymousPrincipal
    const space = authorization.indexOf(' ')
    const scheme = authorization.slice(0, Math.max(0, space)).toLowerCase()
    const credential = authorization.slice(space).trim()
    if (scheme === 'bearer') {
      if (isToken(credential)) return this.accessTokens.verify(credential, undefined)
      return this.tokens.verify(credential)
    }
    if (scheme === 'basic') return this.withBasic(credential, address, requestId)
    throw new Failure('UNAUTHORIZED', { message: 'the Authorization header is neither Basic nor Bearer' })
  }

  /** Somebody with a name, and a password or an access token in its place. @throws Failure UNAUTHORIZED, TOOMANYREQUESTS */
  async withPassword(name: string, password: string, address: string, requestId = ''): Promise<Principal> {
    const request = { id: requestId, address, traceparent: undefined }
    const principal = await this.logins.watch(name, request, () => this.proven(name, password, address))
    this.logins.succeeded(principal, request)
    return principal
  }

  /** Whether what was shown in a header still stands: a token may be revoked, a password or a secret changed, meanwhile. */
  async holds({ actor, accessToken, generation }: Principal): Promise<boolean> {
    if (accessToken) return (await this.accessTokens.ownerOf(accessToken.id)) !== undefined
    if (generation === undefined || actor.type === 'anonymous') return true
    return (await this.signIn.generation(actor.name)) === generation
  }

  private async proven(name: string, password: string, address: string): Promise<Principal> {
    if (isToken(password)) return this.accessTokens.verify(password, name)
    const generation = await this.signIn.generation(name)
    const actor = await this.signIn.withPassword(name, password, address)
    // A directory may know somebody by another spelling: then that was somebody else's generation, or nobody's.
    const isOwn = generation !== undefined && actor.type !== 'anonymous' && actor.name === name
    return { actor, via: 'password', ...(isOwn && { generation }) }
  }

  private async withBasic(credential: string, address: string, requestId: string): Promise<Principal> {
    const decoded = basicPattern.test(credential) ? Buffer.from(credential, 'base64').toString('utf8') : ''
    const colon = decoded.indexOf(':')
    if (colon < 0) throw new Failure('UNAUTHORIZED', { message: 'the Basic credential is malformed' })
    return this.withPassword(decoded.slice(0, colon), decoded.slice(colon + 1), address, requestId)
  }
}
