// `entrepot version`: which program this is, to the commit, and what it runs on.
import { Command } from 'commander'
import packageJson from '../../package.json' with { type: 'json' }

/** Put in place by scripts/build.ts; absent where the source runs as it is. */
declare const ENTREPOT_COMMIT: string | undefined

const examples = `
Examples:
  entrepot version                               for a bug report
  entrepot version --json | jq -r .version       for a script
`

const facts = {
  version: packageJson.version,
  commit: typeof ENTREPOT_COMMIT === 'string' ? ENTREPOT_COMMIT : 'unknown, as this is the source itself',
  runtime: `Bun ${Bun.version} on ${process.platform} ${process.arch}`,
}

/** Three lines, without the last line end: `entrepot --version` prints them too. */
export const versionText = `entrepot ${facts.version}\ncommit ${facts.commit}\nruntime ${facts.runtime}`

export function versionCommand(): Command {
  return new Command('version')
    .description('print version, commit and runtime')
    .option('--json', 'write one JSON object')
    .addHelpText('after', examples)
    .action(({ json }: { readonly json?: boolean }) => {
      process.stdout.write(`${json ? JSON.stringify(facts) : versionText}\n`)
    })
}
