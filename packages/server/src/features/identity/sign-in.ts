// Signing in with a name and a password.
import { createHash } from 'node:crypto'
import type { Database } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import type { Actor } from './actor.ts'
import type { LoginThrottle } from './login-throttle.ts'
import { loginGeneration } from './logins-store.ts'
import { noPassword, type Passwords } from './passwords.ts'
import type { PasswordTry, ProviderSignIn } from './provider-sign-in.ts'
import { type Credentials, findCredentials } from './users-store.ts'

/** Longer ones are refused unread: hashing them would be work for free. */
const longestPassword = 1024

/** Whoever takes a name and a password. */
export interface PasswordSignIn {
  /** @throws Failure UNAUTHORIZED; TOOMANYREQUESTS when too many tries wait already */
  withPassword(name: string, password: string, address: string): Promise<Actor>
  /**
   * Of the logins of whoever has this name: asked before a password is looked at, and again later; another number, or
   * none any more, tells that what was shown does not count now.
   */
  generation(name: string): Promise<number | undefined>
}

/** How a password is found and known: argon2id, as `Passwords` makes it. */
interface Hashed {
  readonly passwordHash: string
}

type Otherwise<T> = (found: T | undefined) => Promise<T | undefined>

export class SignIn implements PasswordSignIn {
  /** Tries that are being looked at: the same one again, as a client's parallel requests bring it, is no further try. */
  private readonly underWay = new Map<string, Promise<Hashed>>()

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
    const tried = { name, password, address }
    const recalled = await this.providers.recall(tried)
    if (recalled) return recalled
    const user = await this.verified(
      tried,
      () => findCredentials(this.db, name),
      async (local) => {
        const actor = await this.providers.withPassword(tried, local)
        return actor && { id: actor.id, username: actor.name, passwordHash: noPassword }
      },
    )
    return actorOf(user)
  }

  generation(name: string): Promise<number | undefined> {
    return loginGeneration(this.db, name)
  }

  /**
   * What `find` finds, if its hash is the password's. Finding nothing takes the same steps and time.
   * @param otherwise who else may know the password; is told what was found
   * @throws Failure UNAUTHORIZED; TOOMANYREQUESTS when too many tries wait already
   */
  async verified<T extends Hashed>(
    tried: PasswordTry,
    find: () => Promise<T | undefined>,
    otherwise: Otherwise<T> = async () => undefined,
  ): Promise<T> {
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
    const attempt = this.attempt(tried, find, otherwise).finally(() => this.underWay.delete(key))
    this.underWay.set(key, attempt)
    return attempt
  }

  private async attempt<T extends Hashed>(
    { name, password, address }: PasswordTry,
    find: () => Promise<T | undefined>,
    otherwise: Otherwise<T>,
  ): Promise<T> {
    const attempt = await this.throttle.enter(name, address)
    if (!attempt) throw this.tooMany()
    try {
      // Read after the wait: the password may have changed meanwhile.
      const user = await find()
      const right = user
        ? await this.passwords.verify(password, user.passwordHash, address)
        : await this.passwords.pretend(password, address).then(() => false)
      const proved = right ? user : await otherwise(user)
      if (!proved) {
        attempt.failed()
        throw wrongPassword()
      }
      attempt.succeeded()
      return proved
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
