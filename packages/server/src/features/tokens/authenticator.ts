// Reads the Authorization header: a bearer token of ours, or a name and a password.
import { Failure } from '../../platform/errors.ts'
import { anonymousPrincipal, type PasswordSignIn, type Principal } from '../identity/index.ts'
import type { Tokens } from './tokens.ts'

/** Padding is optional: clients differ. What is skipped by lenient decoders, such as a comma and more, is refused. */
const basicPattern = /^[A-Za-z0-9+/]+={0,2}$/

export class Authenticator {
  constructor(
    private readonly tokens: Tokens,
    private readonly signIn: PasswordSignIn,
  ) {}

  /**
   * @param authorization the header's value, or null
   * @param address the client's, for slowing down failed logins
   * @throws Failure UNAUTHORIZED when a credential is given and wrong: it never turns into anonymous
   */
  async principalOf(authorization: string | null, address: string): Promise<Principal> {
    if (authorization === null) return anonymousPrincipal
    const [, scheme, credential = ''] = /^(\S+) +(\S.*)$/.exec(authorization) ?? []
    if (scheme?.toLowerCase() === 'bearer') return this.tokens.verify(credential)
    if (scheme?.toLowerCase() === 'basic') return this.withPassword(credential, address)
    throw new Failure('UNAUTHORIZED', { message: 'the Authorization header is neither Basic nor Bearer' })
  }

  private async withPassword(credential: string, address: string): Promise<Principal> {
    const decoded = basicPattern.test(credential) ? Buffer.from(credential, 'base64').toString('utf8') : ''
    const colon = decoded.indexOf(':')
    if (colon < 0) throw new Failure('UNAUTHORIZED', { message: 'the Basic credential is malformed' })
    const actor = await this.signIn.withPassword(decoded.slice(0, colon), decoded.slice(colon + 1), address)
    return { actor, via: 'password' }
  }
}
