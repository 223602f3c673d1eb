// The composition root: the one place that knows every name.
import { join } from 'node:path'
import type { Config } from './config.ts'
import { openPostgres } from './drivers/database/postgres/postgres.ts'
import { openSqlite } from './drivers/database/sqlite/sqlite.ts'
import { openFilesystemStorage } from './drivers/storage/filesystem/filesystem-storage.ts'
import { Authorization } from './features/authorization/index.ts'
import { Content } from './features/content/index.ts'
import { createDistribution, type Distribution } from './features/distribution/module.ts'
import {
  ensureFirstUser,
  type FirstUser,
  LoginThrottle,
  Passwords,
  SignIn,
  sameSecret,
  systemCause,
} from './features/identity/index.ts'
import { Projects } from './features/projects/index.ts'
import { Authenticator, SigningKeys, Tokens } from './features/tokens/index.ts'
import { TokenRoutes } from './features/tokens/module.ts'
import { migrations } from './migrations/index.ts'
import { type Clock, second } from './platform/clock.ts'
import type { Database } from './platform/database/database.ts'
import { migrate } from './platform/database/migrations.ts'
import { Failure } from './platform/errors.ts'
import { Events } from './platform/events.ts'
import { OperationsRoutes } from './platform/http/operations-routes.ts'
import type { RequestContext, RequestHandler } from './platform/http/request-context.ts'
import type { Log } from './platform/log.ts'
import { Metrics } from './platform/metrics.ts'
import { Sealing } from './platform/sealing.ts'

/** Consumers of the outbox; each later feature that listens adds its name. */
const eventConsumers: readonly string[] = []
const pingTimeout = 2 * second

export interface App {
  readonly handler: RequestHandler
  readonly metrics: Metrics
  /** The first user, when this start made it. */
  readonly firstUser: FirstUser | undefined
  /** From now on `/readyz` says that the node is leaving. */
  drain(): void
  close(): Promise<void>
}

export function openDatabase(config: Config): Database {
  const { url, poolSize, connectionTimeout } = config.database
  if (url === undefined) return openSqlite(join(config.data.dir, 'entrepot.sqlite'))
  return openPostgres(url, { connections: poolSize, acquireTimeoutMs: connectionTimeout })
}

/** Opens the database and the storage, and puts the parts together; what fails to start leaves nothing open. */
export async function createApp(
  config: Config,
  log: Log,
  clock: Clock,
  open: (config: Config) => Database,
): Promise<App> {
  const sealing = Sealing.fromFile(config.secrets.keyFile)
  const db = open(config)
  try {
    return await putTogether(config, { log, clock, sealing, db })
  } catch (error) {
    await db.close()
    throw error
  }
}

interface Ground {
  readonly log: Log
  readonly clock: Clock
  readonly sealing: Sealing
  readonly db: Database
}

async function putTogether(config: Config, { log, clock, sealing, db }: Ground): Promise<App> {
  await migrate(db, migrations, clock)
  const storage = await openFilesystemStorage(config.storage.path)
  const metrics = new Metrics()
  const events = new Events(eventConsumers, clock)
  const content = new Content({ storage, reserve: config.storage.reserve, clock, log })
  const passwords = new Passwords()
  const signIn = new SignIn(db, passwords, new LoginThrottle())
  const authorization = new Authorization(db, config.projects)
  const projects = new Projects(db, events, clock)
  const firstUser = await ensureFirstUser(db, passwords, config.admin.password, clock, (tx, id) =>
    projects.ensureLibrary(tx, id, systemCause),
  )
  const { tokenLifetime, refreshTokenLifetime, keyRotation } = config.auth
  const keys = new SigningKeys(db, sealing, keyRotation, clock)
  await keys.signing() // a key file that does not fit the database stops the start, not the first login
  const lifetimes = { lifetime: tokenLifetime, refreshLifetime: refreshTokenLifetime, clock }
  const tokens = new Tokens(db, keys, authorization, lifetimes)
  const authenticator = new Authenticator(tokens, signIn)
  const { limits, pulls } = config
  const parts = { db, content, projects, authorization, authenticator, events, metrics, clock, log }
  const distribution = createDistribution({ ...parts, limits, pulls })
  const operations = new OperationsRoutes({
    metrics,
    metricsEnabled: config.metrics.enabled,
    dependencies: [
      { name: 'database', check: () => db.ping(pingTimeout) },
      { name: 'storage', check: async () => void (await storage.freeBytes()) },
    ],
    mayReadMetrics: metricsGuard(config, authenticator, authorization),
  })
  gauges(metrics, distribution, storage)
  const tokenRoutes = new TokenRoutes(tokens, authenticator, signIn, limits)
  return {
    handler: route({ distribution, tokenRoutes, operations }),
    metrics,
    firstUser,
    drain: () => {
      operations.draining = true
    },
    close: async () => {
      await distribution.pullCounts.flush()
      await db.close()
    },
  }
}

interface Routes {
  readonly distribution: Distribution
  readonly tokenRoutes: TokenRoutes
  readonly operations: OperationsRoutes
}

function route({ distribution, tokenRoutes, operations }: Routes): RequestHandler {
  return (request, context) => {
    const { path } = context
    if (path === '/v2' || path.startsWith('/v2/')) return distribution.routes.handle(request, context)
    if (path === '/service/token') return tokenRoutes.handle(request, context)
    if (path === '/livez') return operations.livez(context)
    if (path === '/readyz') return operations.readyz(context)
    if (path === '/metrics') return operations.metrics(request, context)
    throw new Failure('NOT_FOUND', { message: `path ${path} was not found` })
  }
}

function gauges(
  metrics: Metrics,
  distribution: Distribution,
  storage: { freeBytes(): Promise<number> },
): void {
  metrics.gauge(
    'entrepot_uploads_writing',
    'Requests that are writing a blob',
    () => distribution.uploads.active,
  )
  metrics.gauge('entrepot_storage_free_bytes', 'Free space of the storage', () => storage.freeBytes())
}

/** Numbers tell of load and names of nothing, yet they are not for everybody unless the operator says so. */
function metricsGuard(config: Config, authenticator: Authenticator, authorization: Authorization) {
  return async (request: Request, context: RequestContext): Promise<boolean> => {
    if (config.metrics.public) return true
    const header = request.headers.get('authorization')
    const { token } = config.metrics
    if (token !== undefined && header !== null && sameSecret(header, `Bearer ${token}`)) return true
    if (!header?.toLowerCase().startsWith('basic ')) return false
    const { actor } = await authenticator.principalOf(header, context.address)
    return (await authorization.access(actor, '')).administrator
  }
}
