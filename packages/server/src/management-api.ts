// The management API put together: what lies under /api/, from the contract's table and each feature's handlers.
import { readFile } from 'node:fs/promises'
import { apiBase } from '@entrepot/contract'
import packageJson from '../package.json' with { type: 'json' }
import { createGroups } from './accounts.ts'
import type { Config } from './config.ts'
import type { AccessTokens } from './features/access-tokens/index.ts'
import { accessTokenHandlers } from './features/access-tokens/module.ts'
import { Activity, activityHandlers } from './features/activity/module.ts'
import type { ConfigAttributes } from './features/artifacts/index.ts'
import {
  Additions,
  Artifacts,
  artifactExtensionHandlers,
  artifactHandlers,
  artifactPartHandlers,
  repositoryHandlers,
  Usages,
} from './features/artifacts/module.ts'
import type { Audit } from './features/audit/module.ts'
import { type Authorization, Permits } from './features/authorization/index.ts'
import type { Content, VolumeSize } from './features/content/index.ts'
import type { DirectoryAccounts } from './features/directory/index.ts'
import { directoryHandlers } from './features/directory/module.ts'
import type { Distribution } from './features/distribution/module.ts'
import { holdingHandlers } from './features/holdings/module.ts'
import {
  actorName,
  anonymousPrincipal,
  type CliSecrets,
  type Principal,
  type Users,
} from './features/identity/index.ts'
import { cliSecretHandlers, groupHandlers, userHandlers } from './features/identity/module.ts'
import type { Labels } from './features/labels/index.ts'
import { labelHandlers } from './features/labels/module.ts'
import type { LiveFeed } from './features/live/index.ts'
import { liveHandlers } from './features/live/module.ts'
import { Explanations, permissionHandlers } from './features/permissions/module.ts'
import { Members, type Projects, Repositories } from './features/projects/index.ts'
import { memberHandlers, metadataHandlers, projectHandlers } from './features/projects/module.ts'
import type { Robots } from './features/robots/index.ts'
import { robotHandlers } from './features/robots/module.ts'
import { Roles } from './features/roles/index.ts'
import { roleHandlers } from './features/roles/module.ts'
import type { SearchIndex } from './features/search/index.ts'
import { FullTextSearch, Statistics, searchHandlers } from './features/search/module.ts'
import type { Settings } from './features/settings/index.ts'
import { admitInReadOnly, settingHandlers } from './features/settings/module.ts'
import { type StorageUse, storageUseHandlers } from './features/storage-use/module.ts'
import { DocsRoutes, SystemState, systemHandlers, systemStateHandlers } from './features/system/module.ts'
import { type TrustRules, trustRuleHandlers } from './features/trust/module.ts'
import { oidcHandlers } from './features/web-sign-in/module.ts'
import type { AppDatabase } from './open-resources.ts'
import type { Clock } from './platform/clock.ts'
import type { Events } from './platform/events.ts'
import { Api, type ApiHandlers } from './platform/http/api.ts'
import { apiFailureResponse, noPath } from './platform/http/api-failure.ts'
import { cookieOf, sessionCookieName } from './platform/http/cookies.ts'
import { offerToken } from './platform/http/csrf.ts'
import { toFailure } from './platform/http/failure-response.ts'
import type { Dependency } from './platform/http/operations-routes.ts'
import type { RequestContext, RequestHandler } from './platform/http/request-context.ts'
import { authorityFile } from './platform/tls/certificate-source.ts'
import type { BrowserSignIn } from './web-sign-in.ts'

/** The version of Harbor whose contract this is, which its clients read, and after it this server's own. */
const version = `v2.15.2-entrepot.${packageJson.version}`

export interface ManagementParts {
  readonly db: AppDatabase
  readonly events: Events
  readonly clock: Clock
  readonly users: Users
  readonly accessTokens: AccessTokens
  readonly content: Content
  readonly projects: Projects
  readonly authorization: Authorization
  readonly browser: BrowserSignIn
  readonly cliSecrets: CliSecrets
  readonly distribution: Distribution
  readonly labels: Labels
  readonly searchIndex: SearchIndex
  readonly configs: ConfigAttributes
  readonly storage: VolumeSize
  readonly dependencies: readonly Dependency[]
  readonly settings: Settings
  readonly directory: DirectoryAccounts
  readonly robots: Robots
  readonly audit: Audit
  readonly trustRules: TrustRules
  readonly live: LiveFeed
  readonly storageUse: StorageUse
}

/** Answers every path under `/api`. */
export function managementApi(config: Config, parts: ManagementParts): RequestHandler {
  const { browser } = parts
  const docs = new DocsRoutes(packageJson.version)
  const api = new Api<Principal>({
    handlers: handlers(config, parts),
    authenticate: browser.authenticate,
    holds: browser.holds,
    anonymous: anonymousPrincipal,
    nameOf: ({ actor }) => actorName(actor),
    jsonBodySize: config.limits.jsonBodySize,
    admit: (id) => admitInReadOnly(parts.settings, id),
  })
  return async (request, context) => {
    try {
      const page = docs.handle(context)
      if (page) return page
      if (context.path.startsWith(`${apiBase}/`)) {
        const response = kept(await api.handle(request, context))
        return wantsToken(request, context) ? offerToken(request, context, response) : response
      }
      throw noPath(context.path)
    } catch (error) {
      return apiFailureResponse(toFailure(error, context), context.method)
    }
  }
}

/** By nobody: what one person may see is not there for the next one, nor after signing out. */
function kept(response: Response): Response {
  if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'no-store')
  return response
}

/** Pages of this site read it off any answer of their session, and before there is one, off what the server says of itself. */
function wantsToken(request: Request, { route }: RequestContext): boolean {
  if (cookieOf(request, sessionCookieName) !== undefined) return true
  return route === 'api getSystemInfo' && !request.headers.has('authorization')
}

function handlers(config: Config, parts: ManagementParts): ApiHandlers<Principal> {
  const { db, events, clock, users, projects, labels, dependencies, settings, robots, authorization } = parts
  const { accessTokens, trustRules, directory } = parts
  const { manifests, copies } = parts.distribution
  const permits = new Permits(authorization)
  const roles = new Roles(db, events, clock)
  const explanations = new Explanations({ db, authorization, robots, roles, accessTokens })
  const artifacts = new Artifacts(db, parts.configs)
  const groups = createGroups({ db, events, clock })
  const additions = new Additions(db, parts.content)
  const usages = new Usages(db)
  const statistics = new Statistics(db, clock)
  const fullText = new FullTextSearch(db, parts.searchIndex)
  const repositories = new Repositories({ db, events, clock, search: parts.searchIndex })
  return {
    ...systemHandlers({
      ...{ dependencies, version, settings, clock, permits },
      volume: () => parts.storage.volume(),
      ownAuthority: () => ownAuthority(config),
    }),
    ...systemStateHandlers(new SystemState({ db, clock, version }), permits),
    ...settingHandlers(settings, permits),
    ...directoryHandlers(directory, permits),
    ...groupHandlers(groups, permits),
    ...parts.audit.handlers(permits),
    ...oidcHandlers(parts.browser.providers, permits),
    ...cliSecretHandlers(parts.cliSecrets, parts.users, permits),
    ...userHandlers({
      users,
      cliSecrets: parts.cliSecrets,
      permits,
      selfRegistration: () => settings.get('self_registration'),
    }),
    ...holdingHandlers({ db, users, clock, permits }),
    ...accessTokenHandlers({ accessTokens, users, permits }),
    ...projectHandlers(projects, permits),
    ...metadataHandlers(projects, permits),
    ...memberHandlers(new Members(db, events, groups, clock), permits),
    ...repositoryHandlers({ repositories, manifests, permits }),
    ...artifactHandlers({ artifacts, manifests, copies, permits }),
    ...robotHandlers({ robots, authorization, permits }),
    ...trustRuleHandlers({ trustRules, robots, authorization, permits }),
    ...roleHandlers(roles, permits),
    ...permissionHandlers({ authorization, permits, explanations }),
    ...artifactPartHandlers({ artifacts, additions, labels, permits }),
    ...artifactExtensionHandlers({ db, artifacts, manifests, usages, permits }),
    ...labelHandlers(labels, permits),
    ...liveHandlers(parts.live, permits),
    ...activityHandlers(new Activity(db, clock), permits),
    ...storageUseHandlers(parts.storageUse, permits),
    ...searchHandlers({ db, projects, statistics, fullText, permits }),
  }
}

async function ownAuthority({ data, tls }: Config): Promise<string | undefined> {
  if (!tls.self) return undefined
  return readFile(authorityFile(data.dir), 'utf8').catch(() => undefined)
}
