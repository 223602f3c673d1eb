// `entrepot config`: checks the configuration, and shows what is in force and why.
import { Command } from 'commander'
import { settingsTable, shownSettings } from '../config/show.ts'
import { ConfigError, configFrom, type Loaded, offerConfigFile, offerSettings } from '../config.ts'

const CHECK_EXAMPLES = `
Examples:
  entrepot config check                          the file and environment that \`entrepot serve\` would use
  entrepot config check --config /etc/entrepot/entrepot.yaml
  entrepot config check && systemctl restart entrepot
`

const SHOW_EXAMPLES = `
Examples:
  entrepot config show                           every setting, its value and its origin
  entrepot config show | grep -v ' default$'     only what was set
  entrepot config show --port 8080               as \`entrepot serve --port 8080\` would see it
  entrepot config show --json | jq '."http.port".value'
`

/** The command with its two parts; it reads the environment of this process. */
export function configCommand(): Command {
  const check = offerConfigFile(new Command('check'))
    .description('check the configuration without starting; exit code 1 when something must be mended')
    .addHelpText('after', CHECK_EXAMPLES)
    .action(() => report(check, verdict))

  const show = offerSettings(new Command('show'))
    .description('show every setting, its value and where it comes from; secrets are hidden')
    .option('--json', 'write one JSON object, keyed by setting')
    .addHelpText('after', SHOW_EXAMPLES)
    .action((options: { readonly json?: boolean }) => report(show, options.json ? asJson : asTable))

  return new Command('config')
    .description('check and show the configuration')
    .addHelpText('after', '\nExamples:\n  entrepot config check\n  entrepot config show\n')
    .addCommand(check)
    .addCommand(show)
}

function report(command: Command, present: (loaded: Loaded) => string): void {
  try {
    process.stdout.write(present(configFrom(command, process.env)))
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
  }
}

/** Says what was read, so that a file in the wrong place does not go unnoticed. */
function verdict({ origins }: Loaded): string {
  const counts = new Map<string, number>()
  for (const origin of Object.values(origins)) {
    const source = origin.from === 'file' ? origin.file : 'the environment'
    if (origin.from !== 'default') counts.set(source, (counts.get(source) ?? 0) + 1)
  }
  const parts = [...counts].map(([source, count]) => `${count} from ${source}`)
  return `The configuration is OK: ${parts.length === 0 ? 'all settings' : `${parts.join(', ')}; the rest`} have their defaults.\n`
}

const asTable = (loaded: Loaded) => settingsTable(shownSettings(loaded))

function asJson(loaded: Loaded): string {
  const entries = shownSettings(loaded).map(({ path, ...rest }) => [path, rest] as const)
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`
}
