// Groups of users: where they come from, and what they may be called.

/** Harbor's numbers. Groups of OAuth2 providers are of the last kind, as those of OpenID Connect. */
export const groupKinds = { ldap: 1, http: 2, oidc: 3 } as const
export type GroupKind = (typeof groupKinds)[keyof typeof groupKinds]

const longestName = 255
const longestDn = 512

export function kindOfProvider(provider: 'ldap' | 'oidc' | 'oauth2'): GroupKind {
  return provider === 'ldap' ? groupKinds.ldap : groupKinds.oidc
}

export function isGroupKind(kind: number): kind is GroupKind {
  return kind === groupKinds.ldap || kind === groupKinds.http || kind === groupKinds.oidc
}

/** @returns what is wrong, or undefined */
export function groupNameProblem(name: string): string | undefined {
  if (name.trim() === '' || name.length > longestName) return 'the group name must have 1 to 255 characters'
  return /\p{Cc}/u.test(name) ? 'the group name contains illegal characters' : undefined
}

/** @returns what is wrong, or undefined */
export function groupDnProblem(dn: string): string | undefined {
  const fits = dn.length <= longestDn && !/\p{Cc}/u.test(dn) && /^[\w.-]+\s*=\s*\S.*$/.test(dn.trim())
  return fits
    ? undefined
    : 'ldap_group_dn must be a distinguished name, such as cn=dev,ou=groups,dc=example,dc=com'
}
