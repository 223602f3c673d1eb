// Signing in with a name and a password.
import type { Database } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import type { Actor } from './actor.ts'
import type { LoginThrottle } from './login-throttle.ts'
import { type Passwords, TooManyLogins } from './passwords.ts'
import { findCredentials } from './users-store.ts'

/** Longer ones are refused unread: hashing them would be work for free. */
const longestPassword = 1024

export class SignIn {
  constructor(
    private readonly db: Database,
    private readonly passwords: Passwords,
    private readonly throttle: LoginThrottle,
  ) {}

  /**
   * The user with this name and password. A name that does not exist takes the same steps and time.
   * @throws Failure UNAUTHORIZED; TOOMANYREQUESTS when too many tries wait already
   */
  async withPassword(name: string, password: string, address: string): Promise<Actor> {
    // PostgreSQL takes no NUL in a text: no account can have such a name.
    if (password.length > longestPassword || name.includes('\0')) throw wrongPassword()
    const user = await findCredentials(this.db, name)
    if (user && this.passwords.isRemembered(password, user.passwordHash)) {
      return { type: 'user', id: user.id, name: user.username }
    }
    const attempt = await this.throttle.enter(name, address)
    if (!attempt) throw this.tooMany()
    try {
      const right = user
        ? await this.passwords.verify(password, user.passwordHash)
        : await this.passwords.pretend(password).then(() => false)
      if (!right || !user) {
        attempt.failed()
        throw wrongPassword()
      }
      attempt.succeeded()
      return { type: 'user', id: user.id, name: user.username }
    } catch (error) {
      throw error instanceof TooManyLogins ? this.tooMany() : error
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
