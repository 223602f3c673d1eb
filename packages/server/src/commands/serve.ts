// `entrepot serve`: starts the server, says how to use it, and stops it cleanly when asked to.
import { Command } from 'commander'
import { type Config, ConfigError, configFrom, offerSettings } from '../config.ts'
import { DataFolderUnusable } from '../platform/data-folder.ts'
import { AddressUnavailable } from '../platform/http/listener.ts'
import { createLog } from '../platform/log.ts'
import { KeyFileInvalid } from '../platform/sealing.ts'
import { startServer } from '../server.ts'
import { welcome } from './welcome.ts'

const examples = `
Examples:
  entrepot serve                                 SQLite and files in ./data, http://127.0.0.1:5000
  entrepot serve --host 0.0.0.0 --port 8080      every network, another port
  entrepot serve --tls-self                      HTTPS with a generated certificate authority, for a trial
  ENTREPOT_DATABASE_URL=postgres://… entrepot serve
`

/** Faults that an operator can mend: one sentence and a non-zero exit; anything else shows its stack. */
const forOperators = [ConfigError, DataFolderUnusable, AddressUnavailable, KeyFileInvalid]

export function serveCommand(): Command {
  const command = offerSettings(new Command('serve'))
  return command
    .description('start the server')
    .addHelpText('after', examples)
    .action(async () => {
      try {
        const { config } = configFrom(command, process.env)
        await serve(config)
      } catch (error) {
        if (!forOperators.some((kind) => error instanceof kind)) throw error
        process.stderr.write(`entrepot: ${(error as Error).message}\n`)
        process.exit(1)
      }
    })
}

async function serve(config: Config): Promise<void> {
  const log = createLog(config.log.level)
  const server = await startServer(config, log)
  process.stdout.write(welcome(config, server.port, server.firstUser))
  await stopSignal()
  log.info('stopping: requests in progress may end')
  await server.stop()
  log.info('stopped')
  process.exit(0)
}

/** A terminal's Ctrl-C arrives twice under npm, from the terminal and from npm: the second is not a second wish. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.on('SIGINT', () => resolve())
    process.on('SIGTERM', () => resolve())
  })
}
