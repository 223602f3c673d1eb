// The composition root: the one place that knows every name.
import { eventConsumers } from './accounts.ts'
import type { Config } from './config.ts'
import { createEventFlow, type EventFlow } from './event-flow.ts'
import { activityJobs } from './features/activity/module.ts'
import { ConfigAttributes, ImageLabels } from './features/artifacts/index.ts'
import { Authorization, Permits } from './features/authorization/index.ts'
import { ConsoleRoutes } from './features/console/module.ts'
import { Content } from './features/content/index.ts'
import { createDistribution } from './features/distribution/module.ts'
import {
  actorName,
  controlUsers,
  ensureFirstUser,
  Passwords,
  sameSecret,
  systemCause,
} from './features/identity/index.ts'
import { Labels } from './features/labels/index.ts'
import { type LabelsChanged, labelJobs } from './features/labels/module.ts'
import { LiveFeed } from './features/live/index.ts'
import { Projects } from './features/projects/index.ts'
import { SearchIndex } from './features/search/index.ts'
import { fillJob, labelsJob, requestFill } from './features/search/module.ts'
import { Settings } from './features/settings/index.ts'
import { StorageUse } from './features/storage-use/module.ts'
import { Authenticator, SigningKeys, Tokens } from './features/tokens/index.ts'
import { TokenRoutes, tokenJobs } from './features/tokens/module.ts'
import { createTrust } from './features/trust/module.ts'
import { addGauges } from './gauges.ts'
import { givenSettings, tokenLifetimes } from './given-settings.ts'
import { type AppDatabase, type OpenDatabase, openMigrated, openStorage } from './open-resources.ts'
import { createPeople } from './people.ts'
import { type Clock, second } from './platform/clock.ts'
import type { ControlHandler } from './platform/control-socket.ts'
import { Events } from './platform/events.ts'
import { OperationsRoutes } from './platform/http/operations-routes.ts'
import type { RequestContext, RequestHandler } from './platform/http/request-context.ts'
import { JobRunner } from './platform/jobs/job-runner.ts'
import { Jobs } from './platform/jobs/jobs.ts'
import { pruneJobs } from './platform/jobs/prune.ts'
import type { Log } from './platform/log.ts'
import type { Metrics } from './platform/metrics.ts'
import { Sealing } from './platform/sealing.ts'
import { lateManagementApi, route } from './router.ts'
import { createBrowserSignIn } from './web-sign-in.ts'

const pingTimeout = 2 * second

export interface App {
  readonly handler: RequestHandler
  /** Started once the app is there, and stopped before `close`. */
  readonly jobRunner: JobRunner
  /** Likewise started; it ends with `close`. */
  readonly eventFlow: Pick<EventFlow, 'start' | 'runDue'>
  /** Answers commands of the operator on this machine. */
  readonly control: ControlHandler
  /** From now on `/readyz` says that the node is leaving. */
  drain(): void
  close(): Promise<void>
}

type LiveFeedParts = Pick<ConstructorParameters<typeof LiveFeed>[0], 'db' | 'events' | 'clock' | 'log'> & {
  readonly authorization: Authorization
}

export interface Surroundings {
  readonly log: Log
  readonly clock: Clock
  readonly metrics: Metrics
  /** Opens the database; tests look on through it. */
  readonly open: OpenDatabase
  /** Shows the generated password of a first start to the operator. */
  announcePassword(password: string): void
}

/**
 * Opens the database and the storage, and puts the parts together; what fails to start leaves nothing open.
 * @throws OperatorError when one of them cannot be used
 */
export async function createApp(config: Config, surroundings: Surroundings): Promise<App> {
  const sealing = Sealing.fromFile(config.secrets.keyFile)
  const db = await openMigrated(config, surroundings.clock, surroundings.open)
  try {
    return await putTogether(config, surroundings, sealing, db)
  } catch (error) {
    await db.close().catch(() => {})
    throw error
  }
}

async function putTogether(
  config: Config,
  { log, clock, metrics, announcePassword }: Surroundings,
  sealing: Sealing,
  db: AppDatabase,
): Promise<App> {
  const storage = await openStorage(config)
  const events = new Events(eventConsumers, clock)
  const content = new Content({ storage, reserve: config.storage.reserve, clock, log })
  const passwords = new Passwords()
  const settings = new Settings({
    ...{ db, events, sealing, clock, given: givenSettings(config) },
    refreshTokenLifetime: config.auth.refreshTokenLifetime,
  })
  const creation = {
    createOnPush: config.projects.createOnPush,
    creation: () => settings.get('project_creation_restriction'),
  }
  const authorization = new Authorization(db, creation, clock)
  const people = createPeople(config, { db, events, settings, passwords, clock, log })
  const { users, robots, accessTokens } = people
  const projects = new Projects(db, events, clock, (...deletion) => robots.deleteOf(...deletion))
  await ensureFirstUser(db, passwords, clock, {
    password: config.admin.password,
    log,
    announce: announcePassword,
    also: (tx, id) => projects.ensureLibrary(tx, id, systemCause),
  })
  const keys = new SigningKeys(db, sealing, config.auth.keyRotation, clock)
  await keys.signing() // a key file that does not fit the database stops the start, not the first login
  const tokens = new Tokens(db, keys, authorization, accessTokens, {
    ...tokenLifetimes(config, settings),
    clock,
  })
  const jobs = new Jobs(clock)
  const isRobotName = (name: string) => robots.isName(name)
  const flow = createEventFlow({ config, db, events, settings, jobs, clock, log, metrics, isRobotName })
  const authenticator = new Authenticator(tokens, accessTokens, people.clientSignIn, flow.logins)
  const { privateNetworks } = config.outbound
  const trust = createTrust({ db, events, accessTokens, robots, clock, privateNetworks })
  const { limits, pulls } = config
  const admitChange = () => settings.admitChange()
  const parts = { db, content, projects, authorization, authenticator, events, metrics, clock, log }
  const browser = createBrowserSignIn(config, { ...parts, ...people, sealing, settings, logins: flow.logins })
  const configs = new ConfigAttributes(content)
  const searchIndex = new SearchIndex({ db, log, clock, jobs, images: new ImageLabels(db, configs) })
  const labelsChanged: LabelsChanged = (tx, artifacts) => searchIndex.changed(tx, { artifacts })
  const labels = new Labels({ db, events, jobs, clock, changed: labelsChanged })
  const distribution = createDistribution({
    ...{ ...parts, searchIndex, limits, pulls, admitChange, repeatedPulls: flow.pulls },
  })
  const dependencies = [
    { name: 'database', check: () => db.ping(pingTimeout) },
    { name: 'storage', check: async () => void (await storage.freeBytes()) },
  ]
  const operations = new OperationsRoutes({
    metrics,
    metricsEnabled: config.metrics.enabled,
    dependencies,
    mayReadMetrics: metricsGuard(config, authenticator, authorization),
  })
  const definitions = [
    ...distribution.jobs,
    ...tokenJobs(keys, clock),
    ...browser.jobs,
    ...people.jobs,
    ...trust.jobs,
    ...flow.jobs,
    ...pruneJobs(events, clock),
    ...labelJobs(labelsChanged),
    ...activityJobs(clock),
    fillJob(db, searchIndex),
    labelsJob((artifacts) => searchIndex.prepare(artifacts)),
  ]
  const jobRunner = new JobRunner({
    ...{ db, jobs, definitions, clock, log },
    ended: (kind, how) => metrics.jobsEnded.inc({ kind, how }),
  })
  const storageUse = new StorageUse(db, clock, log)
  const live = createLiveFeed(config, { db, events, authorization, clock, log })
  await requestFill(db, jobs)
  searchIndex.start()
  addGauges(metrics, { uploads: distribution.uploads, jobs: jobRunner, storage, db, live })
  const tokenRoutes = new TokenRoutes(tokens, authenticator, trust.exchange, limits)
  return {
    handler: route({
      ...{ distribution, tokenRoutes, operations, browser, console: new ConsoleRoutes() },
      management: lateManagementApi(config, {
        ...{ ...parts, ...people, distribution, dependencies, settings, browser },
        ...{
          labels,
          searchIndex,
          configs,
          storage,
          trustRules: trust.rules,
          audit: flow.audit,
          live,
          storageUse,
        },
      }),
    }),
    jobRunner,
    eventFlow: flow,
    control: (request) => controlUsers(db, users, request),
    drain: () => {
      operations.draining = true
      live.close() // they would be waited for like requests
    },
    close: async () => {
      live.close()
      await storageUse.close()
      await searchIndex.close()
      await distribution.pullCounts.flush()
      await flow.close()
      await db.close()
    },
  }
}

/** Signs of life come before the runtime ends a connection on which nothing moves, and before most proxies do. */
function createLiveFeed({ limits }: Config, parts: LiveFeedParts): LiveFeed {
  return new LiveFeed({
    ...parts,
    permits: new Permits(parts.authorization),
    heartbeat: Math.min(15 * second, limits.idleTimeout / 3),
    most: limits.liveStreams,
    mostPerPerson: limits.liveStreamsPerPerson,
  })
}

/** Numbers tell of load and names of nothing, yet they are not for everybody unless the operator says so. */
function metricsGuard(config: Config, authenticator: Authenticator, authorization: Authorization) {
  return async (request: Request, context: RequestContext): Promise<boolean> => {
    if (config.metrics.public) return true
    const header = request.headers.get('authorization')
    const { token } = config.metrics
    if (token !== undefined && header !== null && sameSecret(header, `Bearer ${token}`)) {
      context.actor = '(metrics.token)'
      return true
    }
    if (!header?.toLowerCase().startsWith('basic ')) return false
    const principal = await authenticator.principalOf(header, context.address, context.id)
    context.actor = actorName(principal.actor)
    const { administrator, within } = await authorization.access(principal, '')
    return administrator && !within
  }
}
