// The directory (LDAP) that the settings name: trying it, searching it, and accounts for its people.
import { z } from 'zod'
import { done, failures, id } from './common.ts'
import { UserGroup } from './groups.ts'
import type { Route } from './route.ts'

const text = () => z.string().nullish()

const LdapConf = z
  .object({
    ldap_url: text(),
    ldap_search_dn: text(),
    ldap_search_password: text(),
    ldap_base_dn: text(),
    ldap_filter: text(),
    ldap_uid: text(),
    ldap_scope: id.nullish(),
    ldap_connection_timeout: id.nullish(),
    ldap_verify_cert: z.boolean().nullish(),
    ldap_start_tls: z.boolean().nullish(),
    ldap_ca_certificate: text(),
  })
  .meta({
    id: 'LdapConf',
    description: 'What is left out is tried as it is set.',
  })

const LdapPingResult = z.object({ success: z.boolean(), message: z.string() }).meta({ id: 'LdapPingResult' })

const LdapUser = z
  .object({ username: z.string(), realname: z.string(), email: z.string() })
  .meta({ id: 'LdapUser' })

const LdapImportUsers = z
  .object({ ldap_uid_list: z.array(z.string()).max(1_000).nullish() })
  .meta({ id: 'LdapImportUsers', examples: [{ ldap_uid_list: ['ada'] }] })

const LdapFailedImportUser = z
  .object({ uid: z.string(), error: z.string() })
  .meta({ id: 'LdapFailedImportUser' })

const area = 'Directory'

export const ldapRoutes = {
  pingLdap: {
    method: 'POST',
    path: '/ldap/ping',
    area,
    summary: 'Tries the directory, as it is set or as it is given',
    description: 'For administrators. Always 200: the body says whether the directory answers.',
    auth: 'required',
    body: LdapConf.nullish().meta({ examples: [{ ldap_url: 'ldaps://ldap.example.com' }] }),
    responses: {
      200: { words: 'Whether the directory answers, and if not, why.', body: LdapPingResult },
      ...failures(400, 401, 403, 422),
    },
  },
  searchLdapUser: {
    method: 'GET',
    path: '/ldap/users/search',
    area,
    summary: 'Finds people in the directory by a part of their name',
    description: 'For administrators; 100 at most.',
    auth: 'required',
    query: z.object({ username: z.string().optional().meta({ description: 'A part of the name.' }) }),
    responses: {
      200: { words: 'The people found.', body: z.array(LdapUser) },
      ...failures(400, 401, 403, 422),
    },
  },
  importLdapUser: {
    method: 'POST',
    path: '/ldap/users/import',
    area,
    summary: 'Makes accounts for people of the directory who have not signed in yet',
    description: 'For administrators. Those who cannot be imported are listed; the others are.',
    auth: 'required',
    body: LdapImportUsers,
    responses: {
      ...done,
      ...failures(400, 401, 403, 422),
      404: {
        words: 'Who could not be imported, and why.',
        body: z.array(LdapFailedImportUser),
        answered: true,
      },
    },
  },
  searchLdapGroup: {
    method: 'GET',
    path: '/ldap/groups/search',
    area,
    summary: 'Finds groups in the directory',
    description: 'For administrators; 100 at most. By a part of the name, or by the distinguished name.',
    auth: 'required',
    query: z.object({
      groupname: z.string().optional().meta({ description: 'A part of the name.' }),
      groupdn: z.string().optional().meta({ description: 'The distinguished name, in full.' }),
    }),
    responses: {
      200: { words: 'The groups found.', body: z.array(UserGroup) },
      ...failures(400, 401, 403, 422),
    },
  },
} as const satisfies Record<string, Route>
