// The settings that have an effect today, as forms show them: grouped, with what each may be.

interface Flag {
  readonly kind: 'flag'
}
interface Line {
  readonly kind: 'line'
  readonly example?: string
}
interface Area {
  readonly kind: 'area'
  readonly example?: string
}
interface Secret {
  readonly kind: 'secret'
}
interface Whole {
  readonly kind: 'number'
  readonly unit: 'minutes' | 'days' | 'seconds'
  readonly min: number
  readonly max: number
}
interface Choice {
  readonly kind: 'choice'
  readonly of: readonly string[]
  /** The values are numbers to the server. */
  readonly numbers?: true
}
interface Events {
  readonly kind: 'events'
}
interface Banner {
  readonly kind: 'banner'
}

const flag: Flag = { kind: 'flag' }
const line = (example?: string): Line => ({ kind: 'line', ...(example !== undefined && { example }) })
const area = (example?: string): Area => ({ kind: 'area', ...(example !== undefined && { example }) })
const secret: Secret = { kind: 'secret' }
const whole = (unit: Whole['unit'], min: number, max: number): Whole => ({ kind: 'number', unit, min, max })
const scope: Choice = { kind: 'choice', of: ['0', '1', '2'], numbers: true }

export const settingFields = {
  project_creation_restriction: { kind: 'choice', of: ['everyone', 'adminonly'] },
  self_registration: flag,
  session_timeout: whole('minutes', 1, 525_600),
  token_expiration: whole('minutes', 1, 1_440),
  robot_token_duration: whole('days', -1, 36_500),
  robot_name_prefix: line(),
  read_only: flag,
  banner_message: { kind: 'banner' },
  audit_log_forward_endpoint: line('tls://syslog.example.com:6514'),
  skip_audit_log_database: flag,
  disabled_audit_log_event_types: { kind: 'events' },

  auth_mode: { kind: 'choice', of: ['db_auth', 'ldap_auth', 'oidc_auth'] },
  primary_auth_mode: flag,

  ldap_url: line('ldaps://ldap.example.com'),
  ldap_start_tls: flag,
  ldap_verify_cert: flag,
  ldap_ca_certificate: area('-----BEGIN CERTIFICATE-----'),
  ldap_timeout: whole('seconds', 1, 30),
  ldap_search_dn: line('cn=registry,ou=services,dc=example,dc=com'),
  ldap_search_password: secret,
  ldap_base_dn: line('ou=people,dc=example,dc=com'),
  ldap_scope: scope,
  ldap_uid: line('uid'),
  ldap_filter: line('(objectClass=inetOrgPerson)'),
  ldap_group_base_dn: line('ou=groups,dc=example,dc=com'),
  ldap_group_search_scope: scope,
  ldap_group_search_filter: line('(objectClass=groupOfNames)'),
  ldap_group_attribute_name: line('cn'),
  ldap_group_membership_attribute: line('memberof'),
  ldap_group_admin_dn: line('cn=registry-admins,ou=groups,dc=example,dc=com'),

  oidc_name: line(),
  oidc_endpoint: line('https://id.example.com/realms/main'),
  oidc_client_id: line(),
  oidc_client_secret: secret,
  oidc_scope: line('openid,profile,email'),
  oidc_verify_cert: flag,
  oidc_user_claim: line('preferred_username'),
  oidc_auto_onboard: flag,
  oidc_groups_claim: line('groups'),
  oidc_group_filter: line(),
  oidc_admin_group: line('registry-admins'),
  oidc_logout: flag,
  oidc_extra_redirect_parms: line('{"prompt":"select_account"}'),
} as const satisfies Record<string, Flag | Line | Area | Secret | Whole | Choice | Events | Banner>

export type FieldName = keyof typeof settingFields
export type Field = Flag | Line | Area | Secret | Whole | Choice | Events | Banner
