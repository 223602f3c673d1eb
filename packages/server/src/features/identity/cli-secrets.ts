// CLI secrets: with them, clients log in as users whose provider asks only in a browser.
import type { Clock } from '../../platform/clock.ts'
import type { Database, Transaction } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import type { Cause, Events } from '../../platform/events.ts'
import { findUser } from './accounts-store.ts'
import { findWebIdentity, type WebIdentity, writeCliSecret } from './cli-secrets-store.ts'
import { noPassword, type Passwords } from './passwords.ts'
import { passwordProblem } from './user-rules.ts'
import { findPasswordHash } from './users-store.ts'

export interface CliSecretsOptions {
  readonly db: Database
  readonly events: Events
  readonly passwords: Passwords
  readonly clock: Clock
  /** Ends the clients' logins that stand on the secret before. */
  endClientLogins(tx: Transaction, userId: number): Promise<void>
}

export class CliSecrets {
  constructor(private readonly options: CliSecretsOptions) {}

  /** Whether the account has a password here; else, whether it has such a secret: it signs in on a provider's page. */
  async signInOf(userId: number): Promise<{ readonly password: boolean; readonly cliSecret: boolean }> {
    const password = (await findPasswordHash(this.options.db, userId)) !== noPassword
    return { password, cliSecret: !password && (await this.identityOf(userId)) !== undefined }
  }

  identityOf(userId: number): Promise<WebIdentity | undefined> {
    return findWebIdentity(this.options.db, userId)
  }

  /** A new one takes the place of the one before. @throws Failure NOT_FOUND; PRECONDITION for an account of another kind; BAD_REQUEST for a weak secret */
  async set(userId: number, secret: string, cause: Cause): Promise<void> {
    const { db, events, passwords, clock, endClientLogins } = this.options
    const user = await findUser(db, userId)
    if (!user) throw new Failure('NOT_FOUND', { message: `user ${userId} not found` })
    if (!(await this.signInOf(userId)).cliSecret) {
      const message =
        'only users who sign in by way of an OpenID Connect or OAuth2 provider have a CLI secret'
      throw new Failure('PRECONDITION', { message })
    }
    const problem = passwordProblem(secret)
    if (problem !== undefined) throw new Failure('BAD_REQUEST', { message: problem })
    const hash = await passwords.hash(secret, cause.address)
    await db.transaction(async (tx) => {
      await writeCliSecret(tx, userId, hash, clock())
      await endClientLogins(tx, userId)
      const body = { id: userId, username: user.username, fields: ['cli_secret'] }
      await events.record(tx, cause, { kind: 'user.updated', projectId: null, body })
    })
  }
}
