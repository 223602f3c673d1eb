// Signing in with a name and a password.
import { createHash } from 'node:crypto'
import type { Database } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import type { Actor } from './actor.ts'
import type { LoginThrottle } from './login-throttle.ts'
import type { Passwords } from './passwords.ts'
import { type Credentials, findCredentials } from './users-store.ts'

/** Somebody's try to sign in. */
interface Try {
  readonly name: string
  readonly password: string
  readonly address: string
}

/** Longer ones are refused unread: hashing them would be work for free. */
const longestPassword = 1024

/** Whoever takes a name and a password. */
export interface PasswordSignIn {
  /** @throws Failure UNAUTHORIZED; TOOMANYREQUESTS when too many tries wait already */
  withPassword(name: string, password: string, address: string): Promise<Actor>
}

/** How a password is found and known: argon2id, as `Passwords` makes it. */
interface Hashed {
  readonly passwordHash: string
}

export class SignIn implements PasswordSignIn {
  /** Tries that are being looked at: the same one again, as a client's parallel requests bring it, is no further try. */
  private readonly underWay = new Map<string, Promise<Hashed>>()

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
    return actorOf(await this.verified({ name, password, address }, () => findCredentials(this.db, name)))
  }

  /**
   * What `find` finds, if its hash is the password's. Finding nothing takes the same steps and time.
   * @throws Failure UNAUTHORIZED; TOOMANYREQUESTS when too many tries wait already
   */
  async verified<T extends Hashed>(tried: Try, find: () => Promise<T | undefined>): Promise<T> {
    const { name, password, address } = tried
    // PostgreSQL takes no NUL in a text: no account can have such a name.
    if (password.length > longestPassword || name.includes('\0')) throw wrongPassword()
    const known = await find()
    if (known && this.passwords.isRemembered(password, known.passwordHash)) return known
    const key = createHash('sha256')
      .update(JSON.stringify([name, password, address]))
      .digest('base64')
    const before = this.underWay.get(key) as Promise<T> | undefined
    if (before) return before
    const attempt = this.attempt(tried, find).finally(() => this.underWay.delete(key))
    this.underWay.set(key, attempt)
    return attempt
  }

  private async attempt<T extends Hashed>(
    { name, password, address }: Try,
    find: () => Promise<T | undefined>,
  ): Promise<T> {
    const attempt = await this.throttle.enter(name, address)
    if (!attempt) throw this.tooMany()
    try {
      // Read after the wait: the password may have changed meanwhile.
      const user = await find()
      const right = user
        ? await this.passwords.verify(password, user.passwordHash, address)
        : await this.passwords.pretend(password, address).then(() => false)
      if (!right || !user) {
        attempt.failed()
        throw wrongPassword()
      }
      attempt.succeeded()
      return user
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
