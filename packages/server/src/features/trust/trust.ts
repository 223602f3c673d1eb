// Rules of trust: whose tokens are exchanged, and for what. Each change ends what the rule handed out before.
import type { Clock } from '../../platform/clock.ts'
import { type Database, isUniqueViolation, type Transaction } from '../../platform/database/database.ts'
import { Failure, refuse } from '../../platform/errors.ts'
import type { Cause, Events } from '../../platform/events.ts'
import type { ListPage, ListQuestion } from '../../platform/listing.ts'
import { deleteTokensOfRule } from '../access-tokens/index.ts'
import { conditionsProblem } from './claim-rules.ts'
import { issuerProblem } from './issuers.ts'
import {
  countRules,
  deleteRule,
  findRule,
  insertRule,
  listRules,
  type RuleContent,
  type TrustRule,
  updateRule,
} from './trust-rules-store.ts'

/** Of a project, or of the system; all of one issuer's are looked at with each exchange. */
const mostRules = 100

export interface TrustRulesOptions {
  readonly db: Database
  readonly events: Events
  readonly clock: Clock
}

/** @param projectId of every method: the project that the rule belongs to, null for the system */
export class TrustRules {
  constructor(private readonly options: TrustRulesOptions) {}

  list(projectId: number | null, question: ListQuestion): Promise<ListPage<TrustRule>> {
    return listRules(this.options.db, projectId, question)
  }

  /** @throws Failure NOT_FOUND */
  async get(projectId: number | null, id: number): Promise<TrustRule> {
    const rule = await findRule(this.options.db, projectId, id)
    if (!rule) throw unknownRule(id)
    return rule
  }

  /** @throws Failure BAD_REQUEST naming what is wrong; CONFLICT for a taken name, or when there are too many */
  async create(projectId: number | null, content: RuleContent, cause: Cause): Promise<number> {
    refuse(problemOf(content))
    return this.change(content, async (tx) => {
      if ((await countRules(tx, projectId)) >= mostRules) throw tooMany()
      const id = await insertRule(tx, projectId, content, this.options.clock())
      await this.record(tx, cause, 'trust-rule.created', { id, projectId, content })
      return id
    })
  }

  /** @throws Failure BAD_REQUEST, CONFLICT, NOT_FOUND */
  async update(projectId: number | null, id: number, content: RuleContent, cause: Cause): Promise<void> {
    refuse(problemOf(content))
    await this.change(content, async (tx) => {
      if (!(await findRule(tx, projectId, id, true))) throw unknownRule(id)
      await updateRule(tx, id, content, this.options.clock())
      await deleteTokensOfRule(tx, id)
      await this.record(tx, cause, 'trust-rule.updated', { id, projectId, content })
    })
  }

  /** @throws Failure NOT_FOUND */
  async delete(projectId: number | null, id: number, cause: Cause): Promise<void> {
    await this.options.db.transaction(async (tx) => {
      const content = await findRule(tx, projectId, id, true)
      if (!content) throw unknownRule(id)
      await deleteTokensOfRule(tx, id)
      await deleteRule(tx, id)
      await this.record(tx, cause, 'trust-rule.deleted', { id, projectId, content })
    })
  }

  private async change<T>({ name }: RuleContent, work: (tx: Transaction) => Promise<T>): Promise<T> {
    try {
      return await this.options.db.transaction(work)
    } catch (error) {
      if (!isUniqueViolation(error)) throw error
      throw new Failure('CONFLICT', { message: `there is a trust rule named ${name} already` })
    }
  }

  private record(
    tx: Transaction,
    cause: Cause,
    kind: string,
    { id, projectId, content }: { id: number; projectId: number | null; content: RuleContent },
  ): Promise<void> {
    const { name, issuer, audience, conditions, robotId, disabled } = content
    const body = { id, name, issuer, audience, conditions, robotId, disabled }
    return this.options.events.record(tx, cause, { kind, projectId, body })
  }
}

function problemOf({ name, description, issuer, conditions, disabled }: RuleContent): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they would garble lists and logs
  if (/[\x00-\x1f\x7f]/.test(name + description)) return 'name and description hold no control characters'
  // One that lets nobody in may be what it is: whoever wants it off need not mend it first.
  return issuerProblem(issuer) ?? (disabled ? undefined : conditionsProblem(issuer, conditions))
}

function tooMany(): Failure {
  return new Failure('CONFLICT', {
    message: `there are ${mostRules} trust rules here, and no more than that`,
  })
}

function unknownRule(id: number): Failure {
  return new Failure('NOT_FOUND', { message: `trust rule ${id} not found` })
}
