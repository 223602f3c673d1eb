// People of the directory here: signing in with its passwords, searching it, and accounts made before anybody signs in.
import { Failure } from '../../platform/errors.ts'
import type { Cause } from '../../platform/events.ts'
import {
  type ExternalAccounts,
  type ExternalGroup,
  type ExternalIdentity,
  type PasswordProvider,
  ProviderUnavailable,
} from '../identity/index.ts'
import type { Settings } from '../settings/index.ts'
import type { Directory, DirectoryPerson } from './directory-port.ts'
import {
  directorySettings,
  directoryState,
  type LdapSettings,
  readLdapSettings,
} from './directory-settings.ts'

export interface DirectoryAccountsOptions {
  readonly settings: Settings
  readonly directory: Directory
  readonly accounts: ExternalAccounts
}

/** Why somebody could not be imported. */
export interface FailedImport {
  readonly uid: string
  readonly error: string
}

type LdapTrial = Partial<LdapSettings>

export class DirectoryAccounts implements PasswordProvider {
  readonly name = 'ldap'

  constructor(private readonly options: DirectoryAccountsOptions) {}

  /** The directory is in use once it has an address, whatever else signs people in. */
  state(): Promise<string | undefined> {
    return directoryState(this.options.settings)
  }

  async authenticate(username: string, password: string): Promise<ExternalIdentity | undefined> {
    const ldap = await readLdapSettings(this.options.settings)
    return this.options.directory.authenticate(directorySettings(ldap), username, password)
  }

  /**
   * @param given settings to try; what is left out is tried as it is set
   * @returns what is wrong, in words for administrators; undefined when the directory answers
   * @throws Failure BAD_REQUEST for what could not be set either
   */
  async ping(given: Readonly<Record<string, unknown>>): Promise<string | undefined> {
    const { settings } = this.options
    const trial: LdapTrial = Object.fromEntries(settings.parse(given))
    const kept = await readLdapSettings(settings)
    const tried = { ...kept, ...trial }
    if (tried.ldap_url === '') return 'ldap_url is not set'
    // The password that is kept goes to the address, and for the name, that it is kept for, and nowhere else.
    const same = tried.ldap_url === kept.ldap_url && tried.ldap_search_dn === kept.ldap_search_dn
    const ldap_search_password = trial.ldap_search_password ?? (same ? kept.ldap_search_password : '')
    try {
      await this.options.directory.ping(directorySettings({ ...tried, ldap_search_password }))
      return undefined
    } catch (error) {
      if (error instanceof ProviderUnavailable) return error.message
      throw error
    }
  }

  /** @throws Failure BAD_REQUEST when there is no directory, or it does not answer */
  people(namePart: string): Promise<DirectoryPerson[]> {
    return this.asking((ldap) => this.options.directory.people(directorySettings(ldap), namePart))
  }

  /** @throws Failure BAD_REQUEST, as `people` */
  groups(wanted: { namePart: string } | { dn: string }): Promise<Required<ExternalGroup>[]> {
    return this.asking((ldap) => this.options.directory.groups(directorySettings(ldap), wanted))
  }

  /**
   * Accounts for people who have not signed in yet, so that they can be made members.
   * @returns those who could not be imported, and why
   * @throws Failure BAD_REQUEST, as `people`
   */
  import(usernames: readonly string[], cause: Cause): Promise<FailedImport[]> {
    return this.asking(async (ldap) => {
      const failed: FailedImport[] = []
      for (const uid of new Set(usernames)) {
        const error = await this.importOne(directorySettings(ldap), uid, cause)
        if (error !== undefined) failed.push({ uid, error })
      }
      return failed
    })
  }

  private async importOne(
    settings: ReturnType<typeof directorySettings>,
    uid: string,
    cause: Cause,
  ): Promise<string | undefined> {
    const identity = await this.options.directory.identify(settings, uid)
    if (!identity) return 'unknown_user'
    try {
      await this.options.accounts.signedIn(identity, cause)
      return undefined
    } catch (error) {
      if (error instanceof Failure) return error.message
      throw error
    }
  }

  private async asking<T>(work: (ldap: LdapSettings) => Promise<T>): Promise<T> {
    const ldap = await readLdapSettings(this.options.settings)
    if (ldap.ldap_url === '')
      throw new Failure('BAD_REQUEST', { message: 'there is no directory: set ldap_url' })
    try {
      return await work(ldap)
    } catch (cause) {
      if (!(cause instanceof ProviderUnavailable)) throw cause
      throw new Failure('BAD_REQUEST', { message: cause.message, cause })
    }
  }
}
