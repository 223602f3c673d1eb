// The port to a company's directory of people (LDAP), as this server's settings describe it.
import type { ExternalGroup, ExternalIdentity } from '../identity/index.ts'

/** How deep a search goes: the base alone, its children, or everything below it. */
export type SearchScope = 'base' | 'one' | 'sub'

export interface DirectorySettings {
  /** `ldap://` or `ldaps://`, with host and perhaps port. */
  readonly url: string
  readonly startTls: boolean
  readonly verifyCertificate: boolean
  /** PEM, trusted besides those that the system trusts; empty for none. */
  readonly caCertificate: string
  /** Milliseconds, for the connection and for each answer. */
  readonly timeout: number
  /** Who searches; empty for nobody in particular. */
  readonly searchDn: string
  readonly searchPassword: string
  readonly baseDn: string
  /** RFC 4515; empty for none. */
  readonly filter: string
  /** The attribute that people sign in by. */
  readonly uid: string
  readonly scope: SearchScope
  readonly groups: DirectoryGroupSettings
}

export interface DirectoryGroupSettings {
  /** Empty: groups are known only by what a person's entry says. */
  readonly baseDn: string
  /** Which groups count here; nesting goes through the others too. */
  readonly filter: string
  /** The attribute that names a group; empty for the first part of its distinguished name. */
  readonly nameAttribute: string
  readonly scope: SearchScope
  /** Of a person's or group's entry: the groups that it is in. */
  readonly membershipAttribute: string
  /** Whoever is in it is an administrator here; empty for nobody. */
  readonly adminDn: string
}

export interface DirectoryPerson {
  readonly username: string
  readonly realname: string
  readonly email: string
}

/** Each call connects anew, and leaves nothing open. All reject with ProviderUnavailable, in words for administrators. */
export interface Directory {
  /** Connects, and signs in as who searches. */
  ping(settings: DirectorySettings): Promise<void>
  /** Whoever has this name and password; undefined for an unknown name and for a wrong password. */
  authenticate(
    settings: DirectorySettings,
    username: string,
    password: string,
  ): Promise<ExternalIdentity | undefined>
  /** Somebody by their exact name, without a password. */
  identify(settings: DirectorySettings, username: string): Promise<ExternalIdentity | undefined>
  /** Those of these people, named by their `subject`, whom the directory still has and the settings still let in. */
  review(settings: DirectorySettings, subjects: readonly string[]): Promise<ExternalIdentity[]>
  /** People with this in their name, all for an empty text; 100 at most. */
  people(settings: DirectorySettings, namePart: string): Promise<DirectoryPerson[]>
  /** Groups with this in their name, 100 at most; or the one with this distinguished name. */
  groups(
    settings: DirectorySettings,
    wanted: { readonly namePart: string } | { readonly dn: string },
  ): Promise<Required<ExternalGroup>[]>
}
