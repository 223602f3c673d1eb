// Signing in with a name and a password.
import { createHash } from 'node:crypto'
import type { Database } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import type { Actor } from './actor.ts'
import type { LoginThrottle } from './login-throttle.ts'
import type { Passwords } from './passwords.ts'
import type { PasswordTry, ProviderSignIn } from './provider-sign-in.ts'
import { type Credentials, findCredentials } from './users-store.ts'

/** Longer ones are refused unread: hashing them would be work for free. */
const longestPassword = 1024

export class SignIn {
  /** Tries that are being looked at: the same one again, as a client's parallel requests bring it, is no further try. */
  private readonly underWay = new Map<string, Promise<Actor>>()

  constructor(
    private readonly db: Database,
    private readonly passwords: Passwords,
    private readonly throttle: LoginThrottle,
    private readonly providers: ProviderSignIn,
  ) {}

  /**
   * The user with this name and password: this server's own first, then a provider's. As far as this server knows,
   * a name that does not exist takes the same steps and time; a directory takes its own.
   * @throws Failure UNAUTHORIZED; TOOMANYREQUESTS when too many tries wait already; UNAVAILABLE when only a provider
   * could know, and does not answer
   */
  async withPassword(name: string, password: string, address: string): Promise<Actor> {
    // PostgreSQL takes no NUL in a text: no account can have such a name.
    if (password.length > longestPassword || name.includes('\0')) throw wrongPassword()
    const user = await findCredentials(this.db, name)
    if (user && this.passwords.isRemembered(password, user.passwordHash)) return actorOf(user)
    const recalled = await this.providers.recall({ name, password, address })
    if (recalled) return recalled
    const key = createHash('sha256')
      .update(JSON.stringify([name, password, address]))
      .digest('base64')
    const before = this.underWay.get(key)
    if (before) return before
    const attempt = this.attempt({ name, password, address }).finally(() => this.underWay.delete(key))
    this.underWay.set(key, attempt)
    return attempt
  }

  private async attempt(wanted: PasswordTry): Promise<Actor> {
    const { name, password, address } = wanted
    const attempt = await this.throttle.enter(name, address)
    if (!attempt) throw this.tooMany()
    try {
      // Read after the wait: the password may have changed meanwhile.
      const user = await findCredentials(this.db, name)
      const right = user
        ? await this.passwords.verify(password, user.passwordHash, address)
        : await this.passwords.pretend(password, address).then(() => false)
      const actor = right && user ? actorOf(user) : await this.providers.withPassword(wanted, user)
      if (!actor) {
        attempt.failed()
        throw wrongPassword()
      }
      attempt.succeeded()
      return actor
    } finally {
      attempt.release()
    }
  }

  private tooMany(): Failure {
    return new Failure('TOOMANYREQUESTS', {
      message: 'too many logins are being tried at once; try again in a few seconds',
      headers: { 'retry-after': String(this.throttle.retryAfterSeconds) },
    })
  }
}

function wrongPassword(): Failure {
  return new Failure('UNAUTHORIZED', { message: 'authentication failed: wrong user name or password' })
}

function actorOf({ id, username }: Credentials): Actor {
  return { type: 'user', id, name: username }
}
