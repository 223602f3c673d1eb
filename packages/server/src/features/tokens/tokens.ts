// The tokens that clients carry: issued for what is asked and allowed, verified without a look at the database.
import { parseRepositoryName, projectOf, withDefaultProject } from '@entrepot/oci'
import { type CryptoKey, decodeProtectedHeader, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import { LRUCache } from 'lru-cache'
import type { Clock } from '../../platform/clock.ts'
import { type Database, DatabaseUnavailable } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import { hashOfSecret, randomSecret } from '../../platform/random-secret.ts'
import type { AccessTokens } from '../access-tokens/index.ts'
import type { Access, Asker, Authorization } from '../authorization/index.ts'
import {
  type Actor,
  anonymous,
  type CredentialLimit,
  type Grant,
  holdLogin,
  type Principal,
} from '../identity/index.ts'
import { deleteOldestRefreshTokens, findRefreshUser, insertRefreshToken } from './refresh-tokens-store.ts'
import type { Scope } from './scope.ts'
import { type SigningKeys, signingAlgorithm } from './signing-keys.ts'

/** The service's name in challenges and in `aud`. */
export const service = 'entrepot'
const issuer = 'entrepot'
/** Clocks of nodes may differ by this many seconds. */
const clockTolerance = 30
/** Characters of verified tokens that are remembered: anybody may ask for long ones. */
const rememberedCharacters = 8 * 1024 * 1024
/** Docker takes one with each login, and a CI logs in all day: the oldest of an account make room. */
const refreshTokensPerUser = 1_000

export interface TokenOptions {
  /** Milliseconds; asked for at each token. */
  lifetime(): Promise<number>
  readonly refreshLifetime: number
  readonly clock: Clock
}

export interface IssuedToken {
  readonly token: string
  /** Seconds. */
  readonly expiresIn: number
  readonly issuedAt: number
  readonly scope: string
}

/** Who asks for a token, and with what. */
export type TokenAsker = Asker & Pick<Principal, 'accessToken'>

interface Claims extends JWTPayload {
  uid?: number
  rid?: number
  /** The access token for which it was issued: what that is limited to is read anew with each use. */
  tid?: number
  within?: readonly CredentialLimit[]
  access?: Grant[]
}

export class Tokens {
  /** Verified tokens until they expire: a signature costs 80 µs, a pull asks for many. */
  private readonly verified = new LRUCache<string, { principal: Principal; expiresAt: number }>({
    maxSize: rememberedCharacters,
    sizeCalculation: (_, token) => token.length,
  })

  constructor(
    private readonly db: Database,
    private readonly keys: SigningKeys,
    private readonly authorization: Authorization,
    private readonly accessTokens: AccessTokens,
    private readonly options: TokenOptions,
  ) {}

  /** A token for the part of the asked scopes that the actor may have; asking for more is no error. */
  async issue(asker: TokenAsker, scopes: readonly Scope[]): Promise<IssuedToken> {
    const { actor } = asker
    const access = await this.grants(asker, scopes)
    const { kid, key } = await this.keys.signing()
    const now = this.options.clock()
    const issuedAt = Math.floor(now / 1000)
    const left = (asker.accessToken?.expiresAt ?? Number.POSITIVE_INFINITY) - now
    const expiresIn = Math.floor(Math.min(await this.options.lifetime(), left) / 1000)
    const claims: Claims = { access, ...ownerClaims(actor), ...limitClaims(asker) }
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: signingAlgorithm, kid, typ: 'JWT' })
      .setIssuer(issuer)
      .setSubject(actor.type === 'anonymous' ? '' : actor.name)
      .setAudience(service)
      .setIssuedAt(issuedAt)
      .setNotBefore(issuedAt)
      .setExpirationTime(issuedAt + expiresIn)
      .setJti(crypto.randomUUID())
      .sign(key)
    const scope = access.map((grant) => `${grant.type}:${grant.name}:${grant.actions.join(',')}`).join(' ')
    return { token, expiresIn, issuedAt, scope }
  }

  /** @throws Failure UNAUTHORIZED `invalid_token` for anything but a valid token of ours */
  async verify(token: string): Promise<Principal> {
    const principal = await this.signedPrincipal(token)
    if (!principal.accessToken) return principal
    const within = await this.accessTokens.limitsOf(principal.accessToken.id)
    return { ...principal, ...(within && { within }) }
  }

  private async signedPrincipal(token: string): Promise<Principal> {
    const known = this.verified.get(token)
    if (known && known.expiresAt > this.options.clock()) return known.principal
    try {
      const key = await this.keyOf(token)
      if (!key) throw new Error('unknown key')
      const { payload } = await jwtVerify<Claims>(token, key, {
        issuer,
        audience: service,
        algorithms: [signingAlgorithm],
        clockTolerance,
        currentDate: new Date(this.options.clock()),
      })
      const principal = toPrincipal(payload)
      this.verified.set(token, { principal, expiresAt: (payload.exp as number) * 1000 })
      return principal
    } catch (cause) {
      // No fault of the token: a client that is told so would ask its user for the password.
      if (cause instanceof DatabaseUnavailable) throw cause
      throw new Failure('UNAUTHORIZED', {
        message: 'the token is not valid or has expired',
        challenge: { error: 'invalid_token' },
        cause,
      })
    }
  }

  private async keyOf(token: string): Promise<CryptoKey | undefined> {
    const { kid } = decodeProtectedHeader(token)
    return kid ? this.keys.verifying(kid) : undefined
  }

  /**
   * A token with which a client fetches new ones later, without the password.
   * @param generation of the account's logins, from before the password was looked at
   * @throws Failure UNAUTHORIZED when the password changed, or the account went, while the login was under way
   */
  async issueRefresh(userId: number, clientId: string, generation: number | undefined): Promise<string> {
    const token = randomSecret()
    const now = this.options.clock()
    const row = {
      hash: hashOfSecret(token),
      userId,
      clientId: clientId.slice(0, 255),
      createdAt: now,
      expiresAt: now + this.options.refreshLifetime,
    }
    await this.db.transaction(async (tx) => {
      if (!(await holdLogin(tx, userId, generation))) {
        throw new Failure('UNAUTHORIZED', { message: 'this login has ended meanwhile: log in again' })
      }
      await insertRefreshToken(tx, row)
      await deleteOldestRefreshTokens(tx, userId, refreshTokensPerUser)
    })
    return token
  }

  /** @throws Failure UNAUTHORIZED when it is unknown, expired, or its account is gone */
  async actorOfRefresh(token: string): Promise<Actor> {
    const user = await findRefreshUser(this.db, hashOfSecret(token), this.options.clock())
    if (!user) throw new Failure('UNAUTHORIZED', { message: 'the refresh token is not valid or has expired' })
    return { type: 'user', id: user.id, name: user.username }
  }

  private async grants(asker: Asker, scopes: readonly Scope[]): Promise<Grant[]> {
    const grants: Grant[] = []
    for (const scope of scopes) {
      const actions = await this.allowed(asker, scope)
      if (actions.length > 0) grants.push({ type: scope.type, name: scope.name, actions })
    }
    return grants
  }

  private async allowed(asker: Asker, scope: Scope): Promise<string[]> {
    if (scope.type === 'registry') {
      return scope.name === 'catalog' && scope.actions.includes('*') ? ['*'] : []
    }
    const name = scope.type === 'repository' ? parseRepositoryName(scope.name) : undefined
    if (!name) return []
    const access = await this.authorization.access(asker, projectOf(withDefaultProject(name)))
    const asked = scope.actions.includes('*') ? ['pull', 'push', 'delete'] : scope.actions
    const mayCreate = await this.authorization.mayCreateByPushing(access)
    return ['pull', 'push', 'delete'].filter(
      (action) => asked.includes(action) && this.mayRepository(access, action, mayCreate),
    )
  }

  private mayRepository(access: Access, action: string, mayCreate: boolean): boolean {
    if (action === 'delete') return this.authorization.mayInProject(access, 'artifact:delete')
    const permission = action === 'pull' ? 'repository:pull' : 'repository:push'
    return mayCreate || this.authorization.mayInProject(access, permission)
  }
}

function toPrincipal(claims: Claims): Principal {
  const { within, tid, access = [], exp = 0 } = claims
  return {
    actor: ownerOf(claims),
    via: 'token',
    grants: access,
    ...(within && { within }),
    ...(tid !== undefined && { accessToken: { id: tid, expiresAt: exp * 1000 } }),
  }
}

function limitClaims({ within, accessToken }: TokenAsker): Claims {
  if (accessToken) return { tid: accessToken.id }
  return within ? { within } : {}
}

function ownerClaims(actor: Actor): Claims {
  if (actor.type === 'anonymous') return {}
  return actor.type === 'user' ? { uid: actor.id } : { rid: actor.id }
}

function ownerOf({ uid, rid, sub = '' }: Claims): Actor {
  if (uid !== undefined) return { type: 'user', id: uid, name: sub }
  return rid === undefined ? anonymous : { type: 'robot', id: rid, name: sub }
}
