// A running server: the data folder held, the app put together, the address listened on.
import { readFileSync } from 'node:fs'
import { type App, createApp, openDatabase } from './app.ts'
import type { Config } from './config.ts'
import type { FirstUser } from './features/identity/index.ts'
import { type Clock, second, systemClock } from './platform/clock.ts'
import { holdDataFolder } from './platform/data-folder.ts'
import type { Database } from './platform/database/database.ts'
import { Listener, type TlsFiles } from './platform/http/listener.ts'
import { Pipeline } from './platform/http/pipeline.ts'
import type { Log } from './platform/log.ts'

export interface RunningServer {
  /** The one that is listened on, also when the system chose it. */
  readonly port: number
  readonly firstUser: FirstUser | undefined
  /** Lets requests in progress end, at most `limits.drainTimeout`, then closes everything. */
  stop(): Promise<void>
}

/**
 * @param open opens the database; tests look on through it
 * @throws an error with a sentence for the operator: see `forOperators` in commands/serve.ts
 */
export async function startServer(
  config: Config,
  log: Log,
  clock: Clock = systemClock,
  open: (config: Config) => Database = openDatabase,
): Promise<RunningServer> {
  const folder = holdDataFolder(config.data.dir)
  try {
    const app = await createApp(config, log, clock, open)
    const listener = await listen(config, app, log, clock).catch(async (error) => {
      await app.close()
      throw error
    })
    return {
      port: listener.port,
      firstUser: app.firstUser,
      stop: async () => {
        app.drain()
        await listener.stop(config.limits.drainTimeout)
        await app.close()
        folder.release()
      },
    }
  } catch (error) {
    folder.release()
    throw error
  }
}

async function listen(config: Config, app: App, log: Log, clock: Clock): Promise<Listener> {
  const { host, port, trustedProxies, externalUrl } = config.http
  const { connections, connectionsPerAddress, keepAliveTimeout } = config.limits
  const tls = tlsFiles(config)
  const pipeline = new Pipeline(app.handler, {
    log,
    accessLog: config.log.access,
    metrics: app.metrics,
    clock,
    trustedProxies,
    externalUrl,
    tls: tls !== undefined,
    fallbackHost: host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`,
    connections,
    connectionsPerAddress,
  })
  const keepAliveSeconds = Math.ceil(keepAliveTimeout / second)
  return new Listener(pipeline, { host, port, tls, keepAliveSeconds })
}

function tlsFiles({ tls: { certificate, key } }: Config): TlsFiles | undefined {
  if (certificate === undefined || key === undefined) return undefined
  return { certificate: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8') }
}
