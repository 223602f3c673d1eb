// `entrepot doctor <host>`: checks a registry from a client's side, step by step, and says what to do.
import { readFileSync } from 'node:fs'
import { parseRepositoryName } from '@entrepot/oci'
import { Command } from 'commander'
import { interrupted, readPassword } from '../password.ts'
import { count, resultsJson, resultText, summaryText } from './printer.ts'
import { runChecks } from './runner.ts'
import { parseSize } from './size.ts'
import { parseTarget, type Target } from './target.ts'
import { type Credentials, type DoctorOptions, Visit } from './visit.ts'

const examples = `
Examples:
  entrepot doctor registry.example.com                       name, port, certificate, /v2/, clock, proxy
  entrepot doctor 10.0.0.5:5000 --ca ca.crt                  with an authority that this machine does not know yet
  entrepot doctor registry.example.com --repository library/nginx
                                                             pull from there as everybody can
  entrepot doctor registry.example.com --user ada --repository team/test
                                                             log in, push a small artifact, pull it, delete it
  echo "$SECRET" | entrepot doctor registry.example.com --user ada --password-stdin
  entrepot doctor registry.example.com --user ada --repository team/test --size 1GiB --slow
                                                             large layers, and proxies that lose patience
  entrepot doctor registry.example.com --json | jq '.checks[] | select(.status == "failed")'

A host without a scheme is asked by HTTPS first, and on this machine by HTTP too, as Docker does.
A registry that lets everybody in is pushed to without --user as soon as a --repository is given.
Exit code: 0 when nothing failed (warnings may remain), 1 when something did, 2 for a wrong command line.
`

interface Flags {
  readonly user?: string
  readonly passwordStdin?: boolean
  readonly repository?: string
  readonly size: string
  readonly slow?: string | true
  readonly ca?: string
  readonly insecure?: boolean
  readonly json?: boolean
}

const wrongUsage = 2
/** The upload is made in memory, in bytes. */
const largestSize = 2 ** 30
const defaultHold = 75 // seconds: above the 60 that nginx and most balancers wait

export function doctorCommand(): Command {
  const command = new Command('doctor')
  return command
    .description("check a registry from a client's side, step by step, and say what to do")
    .argument('<host>', 'as it stands in front of images: registry.example.com, 10.0.0.5:5000; or a URL')
    .option('--user <name>', 'log in; the password is asked for, or taken from ENTREPOT_PASSWORD')
    .option('--password-stdin', 'take the password from standard input')
    .option(
      '--repository <project/name>',
      'push a small artifact there and pull it, or only pull without a login',
    )
    .option('--size <size>', 'how much a single request uploads', '10MiB')
    .option('--slow [seconds]', `hold an upload for so long, ${defaultHold} by default`)
    .option('--ca <file>', 'trust the authorities in this PEM file too')
    .option(
      '--insecure',
      'go on with a certificate that clients would refuse; a password then goes to whoever answers',
    )
    .option('--json', 'write one JSON object')
    .addHelpText('after', examples)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : wrongUsage))
    .action(async (host: string, flags: Flags) => {
      const target = parseTarget(host)
      if (typeof target === 'string') return command.error(`error: ${target}`)
      const options = await optionsOf(flags).catch((error: Error) => command.error(`error: ${error.message}`))
      process.exit(await examine(target, options, flags.json === true))
    })
}

/** @throws with a sentence about the flag that is wrong */
async function optionsOf(flags: Flags): Promise<DoctorOptions> {
  const { repository, user } = flags
  const size = parseSize(flags.size)
  if (size === undefined || size === 0 || size > largestSize) {
    throw new Error(`--size ${flags.size}: write a size such as 10MiB, 1GiB at the most`)
  }
  const hold = flags.slow === undefined ? undefined : Number(flags.slow === true ? defaultHold : flags.slow)
  if (hold !== undefined && !(hold > 0)) throw new Error(`--slow ${flags.slow}: write a number of seconds`)
  if (repository !== undefined && parseRepositoryName(repository) === undefined) {
    throw new Error(`--repository ${repository}: write it as project/name, without host and tag`)
  }
  return {
    repository,
    size,
    hold: hold === undefined ? undefined : hold * 1000,
    ca: flags.ca === undefined ? undefined : readAuthorities(flags.ca),
    insecure: flags.insecure === true,
    credentials: await credentialsOf(user, flags.passwordStdin === true),
  }
}

async function credentialsOf(user: string | undefined, fromStdin: boolean): Promise<Credentials | undefined> {
  if (user !== undefined) return { user, password: await readPassword(user, fromStdin) }
  if (fromStdin) throw new Error('--password-stdin needs --user')
  return undefined
}

function readAuthorities(file: string): string {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new Error(`--ca: cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (!text.includes('-----BEGIN CERTIFICATE-----'))
    throw new Error(`--ca: ${file} holds no certificate in PEM`)
  return text
}

/** @returns the exit code */
async function examine(target: Target, options: DoctorOptions, asJson: boolean): Promise<number> {
  const interrupt = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupt.abort())
  const coloured = !asJson && process.stdout.isTTY && !process.env.NO_COLOR
  const visit = new Visit(target, options)
  const results = await runChecks(
    visit,
    (result) => asJson || process.stdout.write(`${resultText(result, coloured)}\n`),
    interrupt.signal,
  )
  const url = visit.speaks ? visit.origin : target.name
  process.stdout.write(
    asJson ? `${resultsJson(results, url)}\n` : `\n${summaryText(results, url, coloured)}\n`,
  )
  if (!interrupt.signal.aborted) return count(results, 'failed') > 0 ? 1 : 0
  process.stderr.write('interrupted\n')
  return interrupted
}
