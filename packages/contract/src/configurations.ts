// The server's settings at run time, as Harbor's clients read and change them.
import { z } from 'zod'
import { count, done, failures } from './common.ts'
import type { Route } from './route.ts'

const StringConfigItem = z
  .object({ value: z.string().optional(), editable: z.boolean() })
  .meta({ id: 'StringConfigItem' })
const BoolConfigItem = z
  .object({ value: z.boolean().optional(), editable: z.boolean() })
  .meta({ id: 'BoolConfigItem' })
const IntegerConfigItem = z
  .object({ value: count.optional(), editable: z.boolean() })
  .meta({ id: 'IntegerConfigItem' })

/** Settings that are texts, by their names. */
const texts = [
  'auth_mode',
  'ldap_base_dn',
  'ldap_filter',
  'ldap_group_base_dn',
  'ldap_group_admin_dn',
  'ldap_group_attribute_name',
  'ldap_group_search_filter',
  'ldap_search_dn',
  'ldap_uid',
  'ldap_url',
  'ldap_group_membership_attribute',
  'ldap_ca_certificate',
  'project_creation_restriction',
  'uaa_client_id',
  'uaa_client_secret',
  'uaa_endpoint',
  'http_authproxy_endpoint',
  'http_authproxy_tokenreview_endpoint',
  'http_authproxy_admin_groups',
  'http_authproxy_admin_usernames',
  'http_authproxy_server_certificate',
  'oidc_name',
  'oidc_endpoint',
  'oidc_client_id',
  'oidc_groups_claim',
  'oidc_admin_group',
  'oidc_group_filter',
  'oidc_scope',
  'oidc_user_claim',
  'oidc_extra_redirect_parms',
  'robot_name_prefix',
  'audit_log_forward_endpoint',
  'banner_message',
  'disabled_audit_log_event_types',
] as const

/** Texts that go in and never come out. */
const secrets = ['ldap_search_password', 'oidc_client_secret'] as const

const flags = [
  'primary_auth_mode',
  'ldap_group_attach_parallel',
  'ldap_verify_cert',
  'ldap_start_tls',
  'read_only',
  'self_registration',
  'uaa_verify_cert',
  'http_authproxy_verify_cert',
  'http_authproxy_skip_search',
  'oidc_verify_cert',
  'oidc_auto_onboard',
  'oidc_logout',
  'notification_enable',
  'quota_per_project_enable',
  'skip_audit_log_database',
  'scanner_skip_update_pulltime',
] as const

const numbers = [
  'ldap_group_search_scope',
  'ldap_scope',
  'ldap_timeout',
  'token_expiration',
  'robot_token_duration',
  'storage_per_project',
  'session_timeout',
] as const

/** The same schema for each of these names. */
function each<const N extends readonly string[], S extends z.ZodType>(
  names: N,
  schema: S,
): { [K in N[number]]: S } {
  return Object.fromEntries(names.map((name) => [name, schema])) as { [K in N[number]]: S }
}

const ConfigurationsResponse = z
  .object({
    ...each(texts, StringConfigItem.optional()),
    ...each(flags, BoolConfigItem.optional()),
    ...each(numbers, IntegerConfigItem.optional()),
    scan_all_policy: z
      .unknown()
      .optional()
      .meta({ description: 'Of a feature that is not there yet: always absent.' }),
  })
  .meta({ id: 'ConfigurationsResponse' })

const Configurations = z
  .object({
    ...each([...texts, ...secrets], z.string().nullish()),
    ...each(flags, z.boolean().nullish()),
    ...each(numbers, count.nullish()),
  })
  .meta({
    id: 'Configurations',
    description: 'What is left out stays as it is.',
    examples: [{ token_expiration: 30, banner_message: '' }],
  })

const InternalConfigurationValue = z
  .object({
    value: z.unknown().optional().meta({ description: 'A text, a number or a flag.' }),
    editable: z.boolean(),
  })
  .meta({ id: 'InternalConfigurationValue' })

const InternalConfigurationsResponse = z
  .record(z.string(), InternalConfigurationValue)
  .meta({ id: 'InternalConfigurationsResponse' })

/** Every setting's name, by what kind of value it has. */
export const configurationKeys = { texts, secrets, flags, numbers } as const

const area = 'Settings'

export const configurationRoutes = {
  getConfigurations: {
    method: 'GET',
    path: '/configurations',
    area,
    summary: 'Shows the settings',
    description:
      'For administrators. `editable` is false for what the configuration file, a variable or a flag sets. ' +
      'Secrets are never shown.',
    auth: 'required',
    responses: { 200: { words: 'Every setting.', body: ConfigurationsResponse }, ...failures(401, 403) },
  },
  updateConfigurations: {
    method: 'PUT',
    path: '/configurations',
    area,
    summary: 'Changes settings',
    description: 'For administrators. All of the changes are made, or none.',
    auth: 'required',
    body: Configurations,
    responses: { ...done, ...failures(400, 401, 403, 422) },
  },
  getInternalconfig: {
    method: 'GET',
    path: '/internalconfig',
    area,
    summary: 'Refuses everybody: for parts of Harbor, of which this server has none',
    auth: 'required',
    responses: {
      200: { words: 'Never answered.', body: InternalConfigurationsResponse },
      ...failures(401, 403),
    },
  },
} as const satisfies Record<string, Route>
