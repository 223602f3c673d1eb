// A rule of trust as it stands in the form, before it is whole.
import { type KeyedCondition, keyed } from './conditions-field.tsx'
import {
  type IssuerName,
  issuerOf,
  type KnownIssuer,
  knownIssuers,
  type RuleContent,
  type TrustRule,
} from './trust-rule.ts'

export interface RuleDraft {
  readonly name: string
  readonly description: string
  readonly from: IssuerName
  readonly issuer: string
  readonly audience: string
  readonly conditions: readonly KeyedCondition[]
  readonly robotId: number | undefined
  /** Empty while a number is being typed. */
  readonly minutes: number | ''
  readonly singleUse: boolean
  readonly disable: boolean
}

const usualMinutes = 60

/** @param host of this registry @param known what a new rule begins with */
export function draftOf(
  rule: TrustRule | undefined,
  host: string,
  known: KnownIssuer | undefined = knownIssuers[0],
): RuleDraft {
  return {
    name: rule?.name ?? '',
    description: rule?.description ?? '',
    from: rule ? issuerOf(rule) : (known?.name ?? 'other'),
    issuer: rule?.issuer ?? known?.issuer ?? '',
    audience: rule?.audience ?? host,
    conditions: keyed(rule?.conditions ?? known?.conditions ?? []),
    robotId: rule?.robot_id,
    minutes: rule?.lifetime_minutes ?? usualMinutes,
    singleUse: rule?.single_use ?? false,
    disable: rule?.disable ?? false,
  }
}

export function isComplete({ name, issuer, audience, conditions, robotId, minutes }: RuleDraft): boolean {
  const texts = [name, issuer, audience, ...conditions.flatMap(({ claim, value }) => [claim, value])]
  return texts.every((text) => text.trim() !== '') && robotId !== undefined && minutes !== ''
}

/** @param rule as it was: limits that the form does not show stay */
export function contentOf(draft: RuleDraft, rule: TrustRule | undefined): RuleContent {
  return {
    name: draft.name.trim(),
    description: draft.description,
    issuer: draft.issuer.trim(),
    audience: draft.audience.trim(),
    conditions: draft.conditions.map(({ claim, match, value }) => ({
      claim: claim.trim(),
      match,
      value: value.trim(),
    })),
    robot_id: draft.robotId ?? 0,
    lifetime_minutes: Number(draft.minutes),
    single_use: draft.singleUse,
    disable: draft.disable,
    ...(rule?.permissions && { permissions: rule.permissions }),
  }
}
