// What an event means in the audit log: Harbor's words where it has any, and the same pattern for all others.

/** An event, as far as its meaning goes. */
export interface AuditableEvent {
  /** `artifact.pushed`: a noun and what happened to it. */
  readonly kind: string
  readonly body: Readonly<Record<string, unknown>>
}

export interface AuditEntry {
  /** `create`, `delete`, `pull`, … */
  readonly operation: string
  /** `artifact`, `project`, … */
  readonly resourceType: string
  /** `team/app:1.0`, `ada`, … */
  readonly resource: string
  readonly description: string
  readonly succeeded: boolean
}

/** Those of Harbor, in its order; the first three concern artifacts, the others are its `other_events`. */
const harborTypes = [
  ...['create_artifact', 'delete_artifact', 'pull_artifact', 'create_project', 'delete_project'],
  ...['delete_repository', 'login_user', 'logout_user', 'create_user', 'delete_user', 'update_user'],
  ...['create_robot', 'delete_robot', 'update_configuration', 'create_member', 'delete_member'],
  ...['update_member', 'update_project'],
]

/** What can be told apart, switched off and purged: `<operation>_<resource type>`. Others are audited all the same. */
export const eventTypes: readonly string[] = [
  ...harborTypes,
  ...['update_repository', 'create_tag', 'update_tag', 'delete_tag', 'update_robot'],
  ...['create_label', 'update_label', 'delete_label'],
  ...['create_user_group', 'update_user_group', 'delete_user_group'],
  ...['create_role', 'update_role', 'delete_role', 'create_access_token', 'delete_access_token'],
  ...['create_purge_audit', 'update_purge_audit', 'delete_purge_audit'],
  ...['create_trust_rule', 'update_trust_rule', 'delete_trust_rule', 'update_artifact', 'login_robot'],
]

/** Each with an entry of its own in a purge's `include_event_types`; `other_events` stands for all others. */
export const artifactTypes: readonly string[] = harborTypes.slice(0, 3)

const operations: Readonly<Record<string, string>> = {
  created: 'create',
  added: 'create',
  pushed: 'create',
  deleted: 'delete',
  removed: 'delete',
  revoked: 'delete',
  updated: 'update',
  changed: 'update',
  labelled: 'update',
  unlabelled: 'update',
  linked: 'update',
  exchanged: 'create',
  pulled: 'pull',
  'signed-in': 'login',
  'sign-in': 'login',
  'signed-out': 'logout',
}

/** Things that the audit log calls otherwise than the events do. */
const resourceTypes: Readonly<Record<string, string>> = { group: 'user_group' }

/** Operations that do not say it all: the description adds the event's own word. */
const tellingVerbs: readonly string[] = ['labelled', 'unlabelled', 'linked', 'exchanged']

/** What events call the name of the thing, in the order of preference. */
const namesOfThings = ['name', 'username', 'user', 'group', 'resource', 'title', 'key', 'id']

const longestResource = 512
const longestDescription = 1024

export function auditEntryOf({ kind, body }: AuditableEvent): AuditEntry {
  const dot = kind.indexOf('.')
  const noun = dot < 0 ? kind : kind.slice(0, dot)
  const happened = dot < 0 ? 'updated' : kind.slice(dot + 1)
  const failed = happened.endsWith('-failed') || body.succeeded === false
  const verb = happened.replace(/-failed$/, '')
  const resourceType = resourceTypes[noun] ?? noun.replaceAll('-', '_')
  // `password-changed`, `secret-refreshed`: something of it was changed.
  const operation = operations[verb] ?? (failed || !verb.includes('-') ? verb : 'update')
  const resource = resourceOf(noun, body).slice(0, longestResource)
  return {
    operation,
    resourceType,
    resource,
    description: describe({ operation, verb, noun: resourceType, resource }, body).slice(
      0,
      longestDescription,
    ),
    succeeded: !failed,
  }
}

export function eventTypeOf({
  operation,
  resourceType,
}: Pick<AuditEntry, 'operation' | 'resourceType'>): string {
  return `${operation}_${resourceType}`
}

/** Types out of a list as settings and purges have them: joined by commas. */
export function eventTypesIn(list: string): ReadonlySet<string> {
  return new Set(
    list
      .split(',')
      .map((each) => each.trim().toLowerCase())
      .filter((each) => each !== ''),
  )
}

/** An artifact is named by a tag where the event has one, else by its digest. */
function resourceOf(noun: string, body: AuditableEvent['body']): string {
  const { repository, digest } = body
  if (typeof repository === 'string') {
    const tag = typeof body.tag === 'string' ? body.tag : noun === 'artifact' ? firstTag(body) : undefined
    if (tag !== undefined) return `${repository}:${tag}`
    return typeof digest === 'string' ? `${repository}@${digest}` : repository
  }
  const name = namesOfThings.find((each) => ['string', 'number'].includes(typeof body[each]))
  return name === undefined ? noun : String(body[name])
}

/** Of a push; one that is deleted takes all its tags along, and is named by its digest. */
function firstTag({ tags, mediaType }: AuditableEvent['body']): string | undefined {
  const [tag] = Array.isArray(tags) && mediaType !== undefined ? (tags as unknown[]) : []
  return typeof tag === 'string' ? tag : undefined
}

interface Told {
  readonly operation: string
  readonly verb: string
  readonly noun: string
  readonly resource: string
}

function describe({ operation, verb, noun, resource }: Told, body: AuditableEvent['body']): string {
  const details = detailsOf(verb, body)
  const after = details.length > 0 ? ` (${details.join(', ')})` : ''
  if (operation === 'login' || operation === 'logout') return `${operation}${after}`
  const { repository, digest } = body
  const whole = typeof repository === 'string' && typeof digest === 'string' && noun === 'artifact'
  const words = verb === 'pushed' ? 'push' : operation
  return `${words} ${noun}: ${whole ? `${repository}@${digest}` : resource}${after}`
}

function detailsOf(verb: string, body: AuditableEvent['body']): string[] {
  const { fields, settings, role, count } = body
  const tells = tellingVerbs.includes(verb) || (verb.includes('-') && !verb.startsWith('sign'))
  return [
    ...(tells ? [[verb.replaceAll('-', ' '), ...labelOf(body)].join(' ')] : []),
    ...[fields, settings].flatMap((names) => (Array.isArray(names) ? names.map(String) : [])),
    ...(typeof role === 'string' || typeof role === 'number' ? [`role ${role}`] : []),
    ...(typeof count === 'number' && count > 1 ? [`${count} times`] : []),
  ]
}

function labelOf({ label }: AuditableEvent['body']): string[] {
  return typeof label === 'object' && label !== null && 'name' in label ? [String(label.name)] : []
}
