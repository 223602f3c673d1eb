// What identity providers outside of this server tell of somebody, and how those are asked that take a password.

/** A group as its provider knows it. */
export interface ExternalGroup {
  readonly name: string
  /** Its distinguished name in a directory; absent elsewhere. */
  readonly dn?: string
}

/** Somebody for whom a provider vouches, as it knew them when it was asked. */
export interface ExternalIdentity {
  /** Which provider; an account may be linked to one subject of each. */
  readonly provider: 'ldap' | 'oidc' | 'oauth2'
  /** What names them there for ever, whatever happens to their name: `issuer#sub`, or a directory's own id. */
  readonly subject: string
  /** What they would be called here. */
  readonly username: string
  /** Empty when the provider does not tell. */
  readonly email: string
  readonly realname: string
  /** All of their groups, nested ones too; undefined when the provider does not tell: then nothing changes here. */
  readonly groups: readonly ExternalGroup[] | undefined
  /** Whether the provider makes them an administrator here; undefined when it has no say in that. */
  readonly administrator: boolean | undefined
}

/** The provider could not be asked, or not understood: nothing is known of the password. */
export class ProviderUnavailable extends Error {
  override readonly name = 'ProviderUnavailable'
}

/** A provider that is handed names and passwords, such as a directory. */
export interface PasswordProvider {
  readonly name: ExternalIdentity['provider']
  /**
   * How it is set up now, in any words; undefined while it is not in use. Asked before each use: what it said of a
   * password stands only as long as these words stay.
   */
  state(): Promise<string | undefined>
  /**
   * Whoever has this name and password there.
   * @returns undefined for an unknown name and for a wrong password
   * @throws ProviderUnavailable
   */
  authenticate(username: string, password: string): Promise<ExternalIdentity | undefined>
}
