// A running server: the data folder held, the address listened on, the app put together behind it.
import { setTimeout as sleep } from 'node:timers/promises'
import { type App, createApp, type Surroundings } from './app.ts'
import type { Config } from './config.ts'
import { type OpenDatabase, openDatabase } from './open-resources.ts'
import { type Clock, second, systemClock } from './platform/clock.ts'
import { ControlSocket } from './platform/control-socket.ts'
import { type DataFolder, holdDataFolder } from './platform/data-folder.ts'
import { Listener } from './platform/http/listener.ts'
import { Pipeline } from './platform/http/pipeline.ts'
import { answerWhileStarting } from './platform/http/starting.ts'
import type { Log } from './platform/log.ts'
import { Metrics } from './platform/metrics.ts'
import type { CertificatePair } from './platform/tls/certificate-pair.ts'
import {
  type CertificateSource,
  CertificateWatch,
  certificateFiles,
  certificateOfOwnAuthority,
} from './platform/tls/certificate-source.ts'

export interface RunningServer {
  /** The one that is listened on, also when the system chose it. */
  readonly port: number
  /** Looks for a new certificate now; without TLS nothing happens. */
  reloadCertificate(): Promise<void>
  /** Runs every job that is due by the server's clock, to its end. */
  runDueJobs(): Promise<void>
  /** Records and hands on every event that there is. */
  deliverEvents(): Promise<void>
  /** Lets requests in progress end, at most `limits.drainTimeout`, then closes everything. */
  stop(): Promise<void>
}

export interface StartOptions {
  readonly clock?: Clock
  /** Opens the database; tests look on through it. */
  readonly open?: OpenDatabase
  /** Shows the generated password of a first start. */
  readonly announcePassword?: (password: string) => void
}

/** @throws OperatorError with a sentence for the operator */
export async function startServer(
  config: Config,
  log: Log,
  { clock = systemClock, open = openDatabase, announcePassword = () => {} }: StartOptions = {},
): Promise<RunningServer> {
  const folder = holdDataFolder(config.data.dir)
  try {
    return await start(config, { log, clock, open, announcePassword }, folder)
  } catch (error) {
    folder.release()
    throw error
  }
}

/** The runtime counts idle time in one byte. */
const longestIdleSeconds = 255

type StartParts = Pick<Surroundings, 'log' | 'clock' | 'open' | 'announcePassword'>

/**
 * The address comes before the database: a taken one must not cost a first start, which shows its password once, and
 * `/livez` answers while migrations run.
 */
async function start(config: Config, parts: StartParts, folder: DataFolder): Promise<RunningServer> {
  const { log, clock } = parts
  const source = certificateSource(config, clock)
  const pair = await source?.load()
  const metrics = new Metrics()
  let app: App | undefined
  const pipeline = createPipeline(config, { log, metrics, clock, tls: pair !== undefined }, (...call) =>
    app ? app.handler(...call) : answerWhileStarting(...call),
  )
  const listener = listen(config, pipeline, pair)
  try {
    app = await createApp(config, { ...parts, metrics })
    await app.eventFlow.start()
    await app.jobRunner.start()
  } catch (error) {
    await listener.stop(0)
    await app?.close().catch(() => {})
    throw error
  }
  const { jobRunner, eventFlow } = app
  const control = ControlSocket.open(folder.path, app.control, log)
  const watch = source && pair && watchCertificate(source, pair, listener, log, clock)
  return {
    port: listener.port,
    reloadCertificate: async () => watch?.reload(),
    runDueJobs: () => jobRunner.runDue(),
    deliverEvents: () => eventFlow.runDue(),
    stop: async () => {
      watch?.stop()
      app?.drain()
      await sleep(config.limits.drainDelay)
      const { drainTimeout } = config.limits
      await Promise.all([listener.stop(drainTimeout), jobRunner.stop(drainTimeout)])
      await control?.close()
      await app?.close()
      folder.release()
    },
  }
}

type PipelineParts = Pick<ConstructorParameters<typeof Pipeline>[1], 'log' | 'metrics' | 'clock' | 'tls'>

function createPipeline(
  config: Config,
  parts: PipelineParts,
  handler: ConstructorParameters<typeof Pipeline>[0],
): Pipeline {
  const { host, port, trustedProxies, externalUrl } = config.http
  const fallbackHost = `${host.includes(':') ? `[${host}]` : host}:${port}`
  const limits = config.limits
  const accessLog = config.log.access
  return new Pipeline(handler, { ...parts, accessLog, trustedProxies, externalUrl, fallbackHost, ...limits })
}

function listen(config: Config, pipeline: Pipeline, tls: CertificatePair | undefined): Listener {
  const { host, port } = config.http
  const idleSeconds = Math.min(longestIdleSeconds, Math.ceil(config.limits.idleTimeout / second))
  return new Listener(pipeline, { host, port, tls, idleSeconds })
}

function certificateSource({ tls, data, http }: Config, clock: Clock): CertificateSource | undefined {
  const { certificate, key } = tls
  if (tls.self) {
    const external = http.externalUrl === undefined ? [] : [new URL(http.externalUrl).hostname]
    const listened = http.host === '0.0.0.0' || http.host === '::' ? [] : [http.host]
    return certificateOfOwnAuthority({ dataDir: data.dir, names: [...external, ...listened], clock })
  }
  return certificate !== undefined && key !== undefined ? certificateFiles({ certificate, key }) : undefined
}

function watchCertificate(
  source: CertificateSource,
  pair: CertificatePair,
  listener: Listener,
  log: Log,
  clock: Clock,
): CertificateWatch {
  return new CertificateWatch(source, pair, (next) => listener.replaceCertificate(next), log, clock)
}
