// `entrepot health`: asks the server on this machine whether it is ready; for health checks without curl.
import { Command } from 'commander'
import { type Config, ConfigError, configFrom, offerSettings } from '../config.ts'
import { second } from '../platform/clock.ts'

const examples = `
Examples:
  entrepot health                                exit code 0 when the server is ready, 1 when it is not
  entrepot health --port 8080                    as \`entrepot serve --port 8080\` listens
  docker run --health-cmd 'entrepot health' …    the image has it already
`

/** Long enough for \`/readyz\` to wait for a database that is slow to answer. */
const patience = 4 * second

export function healthCommand(): Command {
  const command = offerSettings(new Command('health'))
  return command
    .description('ask the server on this machine whether it is ready; configured as `serve` is')
    .addHelpText('after', examples)
    .action(async () => {
      const problem = await problemOf(command)
      if (problem === undefined) process.stdout.write('ready\n')
      else {
        process.stderr.write(`entrepot: ${problem}\n`)
        process.exitCode = 1
      }
    })
}

/** @returns a sentence, or undefined when the server is ready */
async function problemOf(command: Command): Promise<string | undefined> {
  try {
    return await unreadiness(configFrom(command, process.env).config)
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
}

async function unreadiness(config: Config): Promise<string | undefined> {
  const url = `${baseUrl(config)}/readyz`
  process.env.NO_PROXY = '*' // a proxy for the Internet is not the way to this machine
  try {
    const answer = await fetch(url, {
      signal: AbortSignal.timeout(patience),
      redirect: 'manual',
      // It asks this machine whether it is alive and tells it no secret: any certificate will do.
      tls: { rejectUnauthorized: false },
    })
    if (answer.status === 200) return undefined
    return `the server is not ready: ${url} answered ${answer.status} ${(await answer.text()).trim()}`
  } catch (cause) {
    return `the server cannot be reached: ${url}: ${cause instanceof Error ? cause.message : String(cause)}`
  }
}

/** The address that is listened on, by loopback where that is every address. */
function baseUrl({ http: { host, port }, tls }: Config): string {
  const loopback = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  const scheme = tls.self || tls.certificate !== undefined ? 'https' : 'http'
  return `${scheme}://${loopback.includes(':') ? `[${loopback}]` : loopback}:${port}`
}
