// The settings that an administrator changes while the server runs: kinds, defaults, and what may not be set.
import { LinearPattern, PatternError } from '../../platform/linear-pattern-rules.ts'
import { parseSyslogEndpoint } from '../../platform/syslog/endpoint-rules.ts'

/** Longest text in one setting: a bundle of certificates is the longest that makes sense. */
const longestText = 65_536

interface Text {
  readonly kind: 'text' | 'secret'
  readonly default: string
  /** @returns what is wrong, or undefined */
  readonly problem?: (value: string) => string | undefined
}
interface Choice<V extends string> {
  readonly kind: 'choice'
  readonly default: V
  readonly of: readonly V[]
}
interface Flag {
  readonly kind: 'flag'
  readonly default: boolean
}
interface Whole {
  readonly kind: 'number'
  readonly default: number
  readonly min: number
  readonly max: number
  /** Allowed besides: Harbor's word for "never". */
  readonly also?: number
}
type Definition = Text | Choice<string> | Flag | Whole

const text = (fallback = '', problem?: Text['problem']): Text => ({
  kind: 'text',
  default: fallback,
  ...(problem && { problem }),
})
const secret: Text = { kind: 'secret', default: '' }
const choice = <const V extends string>(fallback: NoInfer<V>, of: readonly V[]): Choice<V> => ({
  kind: 'choice',
  default: fallback,
  of,
})
const flag = (fallback: boolean): Flag => ({ kind: 'flag', default: fallback })
const number = (fallback: number, min: number, max: number, also?: number): Whole => ({
  kind: 'number',
  default: fallback,
  ...{ min, max },
  ...(also !== undefined && { also }),
})

/** What this server cannot do must not look as if it did: only the default is accepted. */
const absent = (what: string): Text =>
  text('', (value) => (value === '' ? undefined : `${what} is not supported`))
const uaa = absent('sign-in with UAA')
const proxy = absent('sign-in by an authentication proxy')
/** LDAP's scopes: the base itself, one level below it, everything below it (RFC 4511 §4.5.1.2). */
const ldapScope = number(2, 0, 2)

export const settingTable = {
  auth_mode: choice('db_auth', ['db_auth', 'ldap_auth', 'oidc_auth']),
  primary_auth_mode: flag(false),
  self_registration: flag(false),
  project_creation_restriction: choice('everyone', ['everyone', 'adminonly']),
  read_only: flag(false),
  /** Minutes. A retired signing key is kept for two days: no token may live longer than one. */
  token_expiration: number(30, 1, 1_440),
  /** Minutes. */
  session_timeout: number(60, 1, 525_600),
  /** Days; -1 is for ever. */
  robot_token_duration: number(30, 1, 36_500, -1),
  robot_name_prefix: text('robot$', robotPrefixProblem),
  banner_message: text(),
  audit_log_forward_endpoint: text('', endpointProblem),
  skip_audit_log_database: flag(false),
  disabled_audit_log_event_types: text('', eventTypesProblem),

  ldap_url: text('', ldapUrlProblem),
  ldap_search_dn: text(),
  ldap_search_password: secret,
  ldap_base_dn: text(),
  ldap_filter: text('', filterProblem),
  ldap_uid: text('cn', attributeProblem),
  ldap_scope: ldapScope,
  /** Seconds. */
  ldap_timeout: number(5, 1, 30),
  ldap_verify_cert: flag(true),
  ldap_start_tls: flag(false),
  ldap_ca_certificate: text('', certificateProblem),
  ldap_group_base_dn: text(),
  ldap_group_search_filter: text('', filterProblem),
  ldap_group_attribute_name: text('', (value) => (value === '' ? undefined : attributeProblem(value))),
  ldap_group_search_scope: ldapScope,
  ldap_group_membership_attribute: text('memberof', attributeProblem),
  ldap_group_admin_dn: text(),
  /** Harbor's switch for its own speed: there is nothing here that it could change. */
  ldap_group_attach_parallel: flag(false),

  oidc_name: text(),
  oidc_endpoint: text('', webAddressProblem),
  oidc_client_id: text(),
  oidc_client_secret: secret,
  oidc_scope: text(),
  oidc_user_claim: text(),
  oidc_groups_claim: text(),
  oidc_admin_group: text(),
  oidc_group_filter: text('', patternProblem),
  oidc_verify_cert: flag(true),
  oidc_auto_onboard: flag(false),
  oidc_extra_redirect_parms: text('{}', parametersProblem),
  oidc_logout: flag(false),

  uaa_endpoint: uaa,
  uaa_client_id: uaa,
  uaa_client_secret: uaa,
  uaa_verify_cert: flag(false),
  http_authproxy_endpoint: proxy,
  http_authproxy_tokenreview_endpoint: proxy,
  http_authproxy_admin_groups: proxy,
  http_authproxy_admin_usernames: proxy,
  http_authproxy_server_certificate: proxy,
  http_authproxy_verify_cert: flag(true),
  http_authproxy_skip_search: flag(false),

  /** A limit that nobody keeps would be worse than none. */
  storage_per_project: number(-1, -1, -1),
  quota_per_project_enable: flag(true),
  notification_enable: flag(true),
  scanner_skip_update_pulltime: flag(false),
} as const satisfies Readonly<Record<string, Definition>>

type Table = typeof settingTable
export type SettingName = keyof Table

type ValueOf<D> =
  D extends Choice<infer V>
    ? V
    : D extends { readonly kind: 'flag' }
      ? boolean
      : D extends { readonly kind: 'number' }
        ? number
        : string

export type SettingValues = { readonly [K in SettingName]: ValueOf<Table[K]> }
export type SettingValue = string | number | boolean

export const settingNames = Object.keys(settingTable) as SettingName[]

export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(settingTable, name)
}

export function isSecret(name: SettingName): boolean {
  return settingTable[name].kind === 'secret'
}

/** @returns what is wrong with a value by itself, or undefined */
export function valueProblem(name: SettingName, value: unknown): string | undefined {
  const definition: Definition = settingTable[name]
  switch (definition.kind) {
    case 'flag':
      return typeof value === 'boolean' ? undefined : `the ${name} value must be true or false`
    case 'number':
      return numberProblem(name, definition, value)
    case 'choice':
      if (typeof value === 'string' && definition.of.includes(value)) return undefined
      return `the ${name} value must be one of ${definition.of.join(', ')}`
    default: {
      if (typeof value !== 'string') return `the ${name} value must be a text`
      if (value.length > longestText) return `the ${name} value is longer than ${longestText} characters`
      if (value.includes('\0')) return `the ${name} value must not hold a NUL character`
      const problem = definition.problem?.(value)
      return problem && `${name}: ${problem}`
    }
  }
}

function numberProblem(name: string, { min, max, also }: Whole, value: unknown): string | undefined {
  if (typeof value !== 'number' || !Number.isSafeInteger(value))
    return `the ${name} value must be a whole number`
  if (value === also) return undefined
  if (min === max && value !== min)
    return `the ${name} value must be ${min}: nothing would keep another limit`
  if (value < min)
    return min === 1 ? `the ${name} value must be positive` : `the ${name} value must be at least ${min}`
  return value > max ? `the ${name} value is over the limit value: ${max}` : undefined
}

/** @returns what is wrong with values taken together, or undefined */
export function relationProblem(values: SettingValues): string | undefined {
  if (values.skip_audit_log_database && values.audit_log_forward_endpoint === '') {
    return 'audit log forward endpoint should be configured before enable skip audit log in database'
  }
  if (values.ldap_url !== '' && values.ldap_base_dn === '') {
    return 'ldap_base_dn must be set with ldap_url: it says where users are looked for'
  }
  if (values.ldap_start_tls && /^ldaps:/i.test(values.ldap_url)) {
    return 'ldap_start_tls is for ldap:// addresses: ldaps:// is encrypted from its first byte'
  }
  return undefined
}

/** A robot's name is the first half of a Basic credential, and stands in lists and scopes. */
function robotPrefixProblem(value: string): string | undefined {
  return /^[^\s:/"',\\+\p{Cc}]{1,64}$/u.test(value)
    ? undefined
    : 'it must have 1 to 64 characters, none of them a space, a quote, or one of : / , \\ +'
}

function endpointProblem(value: string): string | undefined {
  if (value === '' || parseSyslogEndpoint(value)) return undefined
  return 'it must be a host and a port, such as syslog.example.com:514, with tls:// or udp:// before it where it is not TCP'
}

function eventTypesProblem(value: string): string | undefined {
  return /^([a-z_]+(,[a-z_]+)*)?$/.test(value) ? undefined : 'it must be names of events, joined by commas'
}

/** Harbor takes the scheme for granted where it is missing. */
function ldapAddress(value: string): URL | undefined {
  try {
    const url = new URL(/^[a-z]+:\/\//i.test(value) ? value : `ldap://${value}`)
    const plain = url.pathname === '' || url.pathname === '/'
    const bare = plain && url.username === '' && url.password === '' && url.search === '' && url.hash === ''
    return bare && /^ldaps?:$/.test(url.protocol) && url.hostname !== '' ? url : undefined
  } catch {
    return undefined
  }
}

function ldapUrlProblem(value: string): string | undefined {
  const fits = value === '' || ldapAddress(value) !== undefined
  return fits
    ? undefined
    : 'it must be ldap:// or ldaps:// with a host, and a port where it is not the usual one'
}

function webAddressProblem(value: string): string | undefined {
  if (value === '') return undefined
  const url = URL.canParse(value) ? new URL(value) : undefined
  return url && /^https?:$/.test(url.protocol) ? undefined : 'it must be an address that begins with https://'
}

/** Counted only: whether it is a filter is for the directory's driver to say, which reads it. */
function filterProblem(value: string): string | undefined {
  const bare = value.replace(/\\[()\\]/g, '')
  const open = bare.split('(').length
  return open === bare.split(')').length && bare.length < 4_096 ? undefined : 'its parentheses do not match'
}

/** RFC 4512 §1.4, a name or an object identifier. */
function attributeProblem(value: string): string | undefined {
  return /^([a-z][a-z\d-]*|\d+(\.\d+)*)$/i.test(value) ? undefined : 'it must be the name of an attribute'
}

function certificateProblem(value: string): string | undefined {
  const fits =
    value === '' || /^\s*(-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\s*)+$/.test(value)
  return fits ? undefined : 'it must be one certificate or more, in PEM'
}

function patternProblem(value: string): string | undefined {
  try {
    new LinearPattern(value)
    return undefined
  } catch (error) {
    if (error instanceof PatternError) return `the regular expression ${error.message}`
    throw error
  }
}

function parametersProblem(value: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(value === '' ? '{}' : value)
    const fits = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
    if (fits && Object.values(parsed).every((each) => typeof each === 'string')) return undefined
  } catch {
    // said below
  }
  return 'it must be a JSON object of texts, such as {"prompt":"login"}'
}
