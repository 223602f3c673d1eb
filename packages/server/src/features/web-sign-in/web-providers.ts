// The providers that people may choose from: the one of Harbor's settings, and those of the operator's file.
import { z } from 'zod'
import { LinearPattern, PatternError } from '../../platform/linear-pattern-rules.ts'
import type { Settings } from '../settings/index.ts'
import type { ClaimMapping } from './claim-rules.ts'
import type { WebProtocols, WebProvider } from './web-provider-port.ts'

export interface ConfiguredProvider {
  /** In paths: `oidc` is the one of the settings. */
  readonly id: string
  readonly label: string
  readonly protocol: WebProvider
  readonly mapping: ClaimMapping
  /** Whether an account is made under the provider's name for it; else whoever comes first chooses one. */
  readonly autoOnboard: boolean
  /** Whether signing out here ends the provider's session too. */
  readonly logout: boolean
}

export const settingsProvider = 'oidc'

const oidcSettings = [
  'oidc_name',
  'oidc_endpoint',
  'oidc_client_id',
  'oidc_client_secret',
  'oidc_scope',
  'oidc_user_claim',
  'oidc_groups_claim',
  'oidc_admin_group',
  'oidc_group_filter',
  'oidc_verify_cert',
  'oidc_auto_onboard',
  'oidc_extra_redirect_parms',
  'oidc_logout',
] as const

export class WebProviders {
  /** The last one made of the settings: what it has discovered serves until they change. */
  private ofSettings: { readonly key: string; readonly provider: ConfiguredProvider } | undefined

  /** @param given of the operator's file */
  constructor(
    private readonly settings: Settings,
    private readonly protocols: WebProtocols,
    private readonly given: readonly ConfiguredProvider[],
  ) {}

  async list(): Promise<readonly ConfiguredProvider[]> {
    const own = await this.fromSettings()
    return own ? [own, ...this.given] : this.given
  }

  async find(id: string): Promise<ConfiguredProvider | undefined> {
    if (id === settingsProvider) return this.fromSettings()
    return this.given.find((provider) => provider.id === id)
  }

  /** Whether an OpenID Connect provider answers at this address. @throws ProviderError */
  async pingOidc(endpoint: string, verifyCertificate: boolean): Promise<void> {
    const nobody = { clientId: 'ping', clientSecret: '', scope: '', extraParameters: {} }
    await this.protocols.oidc({ ...nobody, endpoint, verifyCertificate }).ping()
  }

  /** Undefined while the settings name none. */
  private async fromSettings(): Promise<ConfiguredProvider | undefined> {
    const values = await this.settings.pick(...oidcSettings)
    if (values.oidc_endpoint === '' || values.oidc_client_id === '') return undefined
    const key = JSON.stringify(values)
    if (this.ofSettings?.key !== key) {
      const provider: ConfiguredProvider = {
        id: settingsProvider,
        label: values.oidc_name || 'OpenID Connect',
        protocol: this.protocols.oidc({
          endpoint: values.oidc_endpoint,
          clientId: values.oidc_client_id,
          clientSecret: values.oidc_client_secret,
          scope: oidcScope(values.oidc_scope),
          extraParameters: parametersOf(values.oidc_extra_redirect_parms),
          verifyCertificate: values.oidc_verify_cert,
        }),
        mapping: oidcMapping({
          issuer: values.oidc_endpoint,
          userClaim: values.oidc_user_claim,
          groupsClaim: values.oidc_groups_claim,
          adminGroup: values.oidc_admin_group,
          groupFilter: values.oidc_group_filter,
        }),
        autoOnboard: values.oidc_auto_onboard,
        logout: values.oidc_logout,
      }
      this.ofSettings = { key, provider }
    }
    return this.ofSettings.provider
  }
}

/** Harbor's clients part scopes by commas; `openid` is what makes it OpenID Connect. */
export function oidcScope(text: string): string {
  const scopes = text.split(/[\s,]+/).filter(Boolean)
  return (
    scopes.includes('openid') ? scopes : ['openid', ...(scopes.length > 0 ? scopes : ['profile', 'email'])]
  ).join(' ')
}

export interface OidcMappingOptions {
  readonly issuer: string
  readonly userClaim: string
  readonly groupsClaim: string
  readonly adminGroup: string
  readonly groupFilter: string
}

export function oidcMapping(options: OidcMappingOptions): ClaimMapping {
  const { issuer, userClaim, groupsClaim, adminGroup, groupFilter } = options
  return {
    ...{ provider: 'oidc', issuer: issuer.replace(/\/+$/, ''), subject: 'sub' },
    username: userClaim === '' ? ['preferred_username', 'name'] : [userClaim],
    ...{ email: ['email'], realname: ['name'], groups: groupsClaim, adminGroup, groupPrefix: '' },
    keepsGroup: groupKeeper(groupFilter),
  }
}

/** A filter that cannot be read keeps nothing: it was written to keep groups out. */
export function groupKeeper(filter: string): (name: string) => boolean {
  if (filter === '') return () => true
  try {
    const pattern = new LinearPattern(filter)
    return (name) => pattern.matches(name)
  } catch (error) {
    if (!(error instanceof PatternError)) throw error
    return () => false
  }
}

function parametersOf(json: string): Record<string, string> {
  const parsed = z.record(z.string(), z.string()).safeParse(parseJson(json))
  return parsed.success ? parsed.data : {}
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
