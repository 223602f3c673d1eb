// What a purge of the audit log is asked for, in Harbor's words.
import { Failure } from '../../platform/errors.ts'
import { artifactTypes, eventTypeOf, eventTypesIn } from './audit-rules.ts'

export interface PurgeParameters {
  /** Older entries go; 0 or less purges nothing. */
  readonly audit_retention_hour: number
  /** Types joined by commas; `other_events` for all that concern no artifact. */
  readonly include_event_types: string
  readonly dry_run: boolean
}

/** Some 27 years. */
const mostHours = 240_000

/** @throws Failure BAD_REQUEST naming what is missing or wrong */
export function purgeParameters(
  given: Readonly<Record<string, unknown>> | null | undefined,
): PurgeParameters {
  if (!given || Object.keys(given).length === 0) throw bad('schedule parameter cannot be empty')
  const { audit_retention_hour: hours, include_event_types: types, dry_run: dryRun = false } = given
  if (hours === undefined) throw bad('audit_retention_hour should provide')
  if (typeof hours !== 'number' || !Number.isInteger(hours))
    throw bad('audit_retention_hour should be an integer')
  if (hours > mostHours) throw bad(`audit_retention_hour should be less than ${mostHours}`)
  if (types === undefined) throw bad('include_event_types should provide')
  if (typeof types !== 'string') throw bad('include_event_types should be a string')
  if (typeof dryRun !== 'boolean') throw bad('dry_run should be true or false')
  return { audit_retention_hour: hours, include_event_types: types, dry_run: dryRun }
}

/** Says of entries whether a purge takes them. */
export function purgeTakes(
  list: string,
): (entry: { readonly operation: string; readonly resource_type: string }) => boolean {
  const types = eventTypesIn(list)
  const others = types.has('other_events')
  return ({ operation, resource_type: resourceType }) => {
    const type = eventTypeOf({ operation, resourceType })
    return types.has(type) || (others && !artifactTypes.includes(type))
  }
}

function bad(message: string): Failure {
  return new Failure('BAD_REQUEST', { message })
}
