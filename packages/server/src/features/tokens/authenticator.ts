// Reads the Authorization header: a bearer token of ours, or a name and a password.
import { Failure } from '../../platform/errors.ts'
import { anonymousPrincipal, type Principal, type SignIn } from '../identity/index.ts'
import type { Tokens } from './tokens.ts'

export class Authenticator {
  constructor(
    private readonly tokens: Tokens,
    private readonly signIn: SignIn,
  ) {}

  /**
   * @param authorization the header's value, or null
   * @param address the client's, for slowing down failed logins
   * @throws Failure UNAUTHORIZED when a credential is given and wrong: it never turns into anonymous
   */
  async principalOf(authorization: string | null, address: string): Promise<Principal> {
    if (authorization === null) return anonymousPrincipal
    const space = authorization.indexOf(' ')
    const scheme = authorization.slice(0, space).toLowerCase()
    const credential = authorization.slice(space + 1).trim()
    if (scheme === 'bearer') return this.tokens.verify(credential)
    if (scheme === 'basic') return this.withPassword(credential, address)
    throw new Failure('UNAUTHORIZED', { message: 'the Authorization header is neither Basic nor Bearer' })
  }

  private async withPassword(credential: string, address: string): Promise<Principal> {
    const decoded = Buffer.from(credential, 'base64').toString('utf8')
    const colon = decoded.indexOf(':')
    if (colon < 0) throw new Failure('UNAUTHORIZED', { message: 'the Basic credential is malformed' })
    const actor = await this.signIn.withPassword(decoded.slice(0, colon), decoded.slice(colon + 1), address)
    return { actor, via: 'password' }
  }
}
