// `entrepot serve`: starts the server, says how to use it, and stops it cleanly when asked to.
import { writeSync } from 'node:fs'
import { Command } from 'commander'
import { type Config, ConfigError, configFrom, offerSettings } from '../config.ts'
import { createLog } from '../platform/log.ts'
import { OperatorError } from '../platform/operator-error.ts'
import { startServer } from '../server.ts'
import { firstPassword, welcome } from './welcome.ts'

const examples = `
Examples:
  entrepot serve                                 SQLite and files in ./data, http://127.0.0.1:5000
  entrepot serve --host 0.0.0.0 --port 8080      every network, another port
  entrepot serve --tls-self                      HTTPS with a generated certificate authority, for a trial
  ENTREPOT_DATABASE_URL=postgres://… entrepot serve
`

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
        // What an operator can mend is one sentence; anything else shows its stack.
        if (!(error instanceof OperatorError || error instanceof ConfigError)) throw error
        process.stderr.write(`entrepot: ${error.message}\n`)
        process.exit(1)
      }
    })
}

/** Files are for this user and its group: the database holds what the log may not. */
const umask = 0o027

/** At once, whatever happens next. */
function announcePassword(password: string): void {
  writeSync(process.stdout.fd, firstPassword(password))
}

async function serve(config: Config): Promise<void> {
  process.umask(umask)
  const stopping = stopSignal()
  const log = createLog(config.log.level)
  const server = await Promise.race([startServer(config, log, { announcePassword }), stopping])
  // Asked to stop before it was ready: nothing was promised to anybody yet, and the database rolls back.
  if (!server) process.exit(0)
  process.stdout.write(welcome(config, server.port))
  if (!isAtTerminal()) process.on('SIGHUP', () => void server.reloadCertificate())
  await stopping
  log.info('stopping: requests in progress may end')
  await server.stop()
  log.info('stopped')
  process.exit(0)
}

/** A terminal's Ctrl-C arrives twice under npm, from the terminal and from npm: the second is not a second wish. */
function stopSignal(): Promise<undefined> {
  const signals = ['SIGINT', 'SIGTERM', ...(isAtTerminal() ? ['SIGHUP'] : [])]
  return new Promise((resolve) => {
    for (const signal of signals) process.on(signal, () => resolve(undefined))
  })
}

/** There SIGHUP says that the window was closed; to a service it says that files have changed. */
function isAtTerminal(): boolean {
  return process.stdin.isTTY || process.stdout.isTTY
}
