// Exchanges a token of another issuer for one of a robot's, where a rule of trust accepts it.
import { createHash } from 'node:crypto'
import { decodeJwt, errors, type JWTPayload } from 'jose'
import { type Clock, second } from '../../platform/clock.ts'
import { type Database, DatabaseUnavailable, type Transaction } from '../../platform/database/database.ts'
import type { Log } from '../../platform/log.ts'
import type { AccessTokens, MadeToken } from '../access-tokens/index.ts'
import { causeOf, type RequestFacts } from '../identity/index.ts'
import { fullName, type Robots } from '../robots/index.ts'
import { mismatches } from './claim-rules.ts'
import { type Issuers, issuerProblem } from './issuers.ts'
import { holdRule, rememberExchange, rulesForIssuer, type TrustRule } from './trust-rules-store.ts'

/** A GitHub token has 2 kB; one with many groups some more. */
const longestToken = 16 * 1024
/** Of one issuer, over all projects; with more of them a request has to name the rule. */
const mostRules = 2_000
/** Clocks may differ by so much, for which an exchanged token is remembered beyond its end. */
const tolerance = 60 * second
/** No more is shown of what a stranger sends. */
const longestShown = 300

export interface ExchangeRequest {
  readonly token: string
  /** The name or number of the one rule that is meant; undefined: the first that accepts. */
  readonly rule: string | undefined
}

export interface Exchanged extends MadeToken {
  /** The robot's name, in full. */
  readonly username: string
  /** Seconds. */
  readonly expiresIn: number
}

/** The token is not accepted; the message is for whoever sent it, and tells nothing of what rules want. */
export class ExchangeRefused extends Error {
  override readonly name = 'ExchangeRefused'
}

export interface TokenExchangeParts {
  readonly db: Database
  readonly issuers: Issuers
  readonly accessTokens: AccessTokens
  readonly robots: Robots
  readonly clock: Clock
}

export class TokenExchange {
  constructor(private readonly parts: TokenExchangeParts) {}

  /** @throws ExchangeRefused; Failure when too many tokens of a rule are alive */
  async exchange(request: ExchangeRequest, facts: RequestFacts, log: Log): Promise<Exchanged> {
    const issuer = issuerOf(request.token)
    const rules = await this.candidates(issuer, request.rule)
    if (rules.length === 0) throw this.unproved(log, issuer, 'no rule of trust has this issuer')
    const claims = await this.verified(issuer, request.token, log)
    // PostgreSQL takes no NUL in a text, and nobody is called so.
    if (String(claims.sub).includes('\0')) throw refused(log, issuer, 'the claim sub holds a NUL')
    const rule = accepting(rules, claims, log)
    return this.handOut(rule, request.token, claims, facts, log)
  }

  private async candidates(issuer: string, wish: string | undefined): Promise<TrustRule[]> {
    // Rules have no other issuers; PostgreSQL takes no NUL in a text.
    if (issuerProblem(issuer) !== undefined || issuer.includes('\0') || wish?.includes('\0')) return []
    const rules = await rulesForIssuer(this.parts.db, issuer, wish, mostRules + 1)
    if (rules.length <= mostRules) return rules
    throw new ExchangeRefused(
      'the parameter rule is needed here: the name or the number of the rule that is meant',
    )
  }

  private async verified(issuer: string, token: string, log: Log): Promise<JWTPayload> {
    try {
      return await this.parts.issuers.verify(issuer, token)
    } catch (cause) {
      if (cause instanceof DatabaseUnavailable) throw cause
      // The signature was right: what is wrong with its times, its owner may know.
      if (cause instanceof errors.JWTExpired) throw refused(log, issuer, 'the token has expired')
      if (cause instanceof errors.JWTClaimValidationFailed) {
        throw refused(log, issuer, `the claim ${cause.claim} of the token is missing, or not valid now`)
      }
      throw this.unproved(log, issuer, cause instanceof Error ? cause.message : String(cause))
    }
  }

  /** Anybody can write any issuer into a token: until it is proved, nobody learns which ones rules have. */
  private unproved(log: Log, issuer: string, reason: string): ExchangeRefused {
    log.warn({ issuer: issuer.slice(0, longestShown), reason }, 'a token was not exchanged')
    return new ExchangeRefused(
      'the token is not accepted: its issuer is not trusted here, or could not be asked, or did not sign it; ' +
        'the server log has the reason under this request id',
    )
  }

  private async handOut(
    rule: TrustRule,
    token: string,
    claims: JWTPayload,
    facts: RequestFacts,
    log: Log,
  ): Promise<Exchanged> {
    const { clock, robots, accessTokens } = this.parts
    const robot = await robots.find(rule.robotId)
    const now = clock()
    const ended = robot?.expiresAt !== null && (robot?.expiresAt ?? 0) <= now
    if (!robot || robot.deletedAt !== null || robot.disabled || ended) {
      log.warn(
        { rule: rule.id, robot: rule.robotId },
        'a rule of trust names a robot that is gone, disabled or expired',
      )
      throw new ExchangeRefused(
        'the robot of the rule that accepts this token is disabled, expired or deleted',
      )
    }
    const username = fullName(robot, await robots.prefix())
    const cause = causeOf({ actor: { type: 'robot', id: robot.id, name: username }, via: 'exchange' }, facts)
    const grant = {
      ...{ ruleId: rule.id, robotId: robot.id, projectId: rule.projectId, limits: rule.limits },
      name: `${rule.name}: ${String(claims.sub ?? '').slice(0, 200)}`,
      expiresAt: Math.min(now + rule.lifetime, robot.expiresAt ?? Number.MAX_SAFE_INTEGER),
      about: { issuer: claims.iss, subject: claims.sub ?? null, jti: claims.jti ?? null },
    }
    const admit = async (tx: Transaction) => {
      if (!(await holdRule(tx, rule))) throw new ExchangeRefused('the rule has just been changed: try again')
      if (rule.singleUse) await this.useUp(tx, rule, token, claims, log)
    }
    const made = await accessTokens.handOut(grant, admit, cause)
    return { ...made, username, expiresIn: Math.floor((made.expiresAt - now) / second) }
  }

  /** By the token's own number where it has one: the signature of the same token can be written in several ways. */
  private async useUp(
    tx: Transaction,
    rule: TrustRule,
    token: string,
    claims: JWTPayload,
    log: Log,
  ): Promise<void> {
    const identity = claims.jti ?? token.split('.').slice(0, 2).join('.')
    const hash = createHash('sha256')
      .update(JSON.stringify([claims.iss, identity]))
      .digest('hex')
    const until = (claims.exp as number) * second + tolerance
    if (await rememberExchange(tx, hash, until)) return
    throw refused(
      log,
      String(claims.iss),
      `the token was exchanged before; the rule ${rule.name} takes each once`,
    )
  }
}

/** @throws ExchangeRefused */
function issuerOf(token: string): string {
  try {
    if (token.length <= longestToken) {
      const { iss } = decodeJwt(token)
      if (typeof iss === 'string') return iss
    }
  } catch {
    // Said below.
  }
  throw new ExchangeRefused('subject_token is not a signed JWT with the claim iss')
}

/** The first rule that the claims meet. @throws ExchangeRefused naming the claims that keep the nearest one from it */
function accepting(rules: readonly TrustRule[], claims: JWTPayload, log: Log): TrustRule {
  let nearest: string[] | undefined
  for (const rule of rules) {
    const failed = mismatches(rule, claims)
    if (failed.length === 0) return rule
    log.info({ rule: rule.id, name: rule.name, claims: failed }, 'a token does not meet a rule of trust')
    if (!nearest || failed.length < nearest.length) nearest = failed
  }
  const names = nearest?.join(', ')
  throw refused(
    log,
    String(claims.iss),
    `no rule of trust accepts the token: of the nearest, these claims do not match: ${names}`,
  )
}

function refused(log: Log, issuer: string, message: string): ExchangeRefused {
  log.warn({ issuer: issuer.slice(0, longestShown), reason: message }, 'a token was not exchanged')
  return new ExchangeRefused(message)
}
