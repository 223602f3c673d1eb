// `entrepot scrub`: reads every stored byte again, and says what the disk has lost or changed.
import { Command, InvalidArgumentError } from 'commander'
import { bytes, duration, type Kind, Rejected } from '../config/kinds.ts'
import { type Config, ConfigError, configFrom, offerConfigFile } from '../config.ts'
import { damaged, Scrub, type ScrubReport } from '../features/content/index.ts'
import { holdSqlite, openDatabase, openMigrated, openStorage } from '../open-resources.ts'
import { day, hour, systemClock } from '../platform/clock.ts'
import { OperatorError } from '../platform/operator-error.ts'
import { type ScrubOutput, scrubOutput } from './scrub-output.ts'

const examples = `
Examples:
  entrepot scrub                                 read everything in ./data again; exit code 0 when all is well, 1 when
                                                 something is missing or damaged, 130 when it was stopped (Ctrl-C)
  entrepot scrub --rate 50MiB                    leave the disk to pulls and pushes; go on where it was stopped
  entrepot scrub --json > scrub.jsonl            one JSON object a line: progress, findings, summary
  entrepot scrub --remove-orphans                also remove files that no blob names, older than a day
  ENTREPOT_DATABASE_URL=postgres://… entrepot scrub

With PostgreSQL it runs beside the servers. With SQLite it runs while the server is stopped.
`

/** With PostgreSQL, a file of a push may wait so long for its row: well above any request's time. */
const safeAge = 1 * hour

interface Options {
  readonly rate?: number
  /** Milliseconds; true where no age was given. */
  readonly removeOrphans?: number | true
  readonly restart?: boolean
  readonly json?: boolean
}

export function scrubCommand(): Command {
  const command = offerConfigFile(new Command('scrub'))
  return command
    .description('read what is stored again, and report and set aside what is missing or damaged')
    .option('-d, --data-dir <folder>', "the registry's data folder")
    .option(
      '--rate <bytes>',
      'read no more than this in a second, such as 50MiB',
      parsed(bytes({ min: '64KiB' })),
    )
    .option(
      '--remove-orphans [age]',
      'remove files that no blob names and that are older (default: 1d)',
      parsed(duration()),
    )
    .option('--restart', 'begin anew instead of where the last scrub was stopped')
    .option('--json', 'write JSON, one object a line')
    .addHelpText('after', examples)
    .action(async (options: Options) => {
      try {
        const { config } = configFrom(command, process.env)
        process.exitCode = await scrub(config, options)
      } catch (error) {
        if (!(error instanceof OperatorError || error instanceof ConfigError)) throw error
        process.stderr.write(`entrepot: ${error.message}\n`)
        process.exitCode = 2
      }
    })
}

/** @returns the exit code */
async function scrub(config: Config, options: Options): Promise<number> {
  const alone = config.database.url === undefined
  const settings = settingsOf(options)
  if (!alone && settings.removeOlder !== undefined && settings.removeOlder < safeAge) {
    throw new OperatorError('--remove-orphans must be 1h or more with PostgreSQL: a server may be pushing')
  }
  const folder = alone
    ? holdSqlite(config, 'with SQLite, a scrub runs while the server is stopped')
    : undefined
  try {
    const db = await openMigrated(config, systemClock, openDatabase)
    try {
      const parts = { db, storage: await openStorage(config), clock: systemClock }
      const output = scrubOutput(options.json === true)
      return conclude(await new Scrub(parts, { ...settings, ...output, signal: stopSignal() }).run(), output)
    } finally {
      await db.close()
    }
  } finally {
    folder?.release()
  }
}

function settingsOf({ rate, removeOrphans, restart }: Options) {
  return { rate, removeOlder: removeOrphans === true ? day : removeOrphans, restart: restart === true }
}

function conclude(report: ScrubReport, output: ScrubOutput): number {
  output.summary(report)
  if (!report.finished) return 130
  return damaged(report.counts) > 0 ? 1 : 0
}

/** The first Ctrl-C ends the scrub with its summary; what was read is not read again. */
function stopSignal(): AbortSignal {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort())
  return stop.signal
}

function parsed(kind: Kind<number>): (text: string) => number {
  return (text) => {
    try {
      return kind.parse(text, '.')
    } catch (error) {
      if (!(error instanceof Rejected)) throw error
      throw new InvalidArgumentError(`It must be ${kind.accepts}.`)
    }
  }
}
