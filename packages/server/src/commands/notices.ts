// `entrepot notices`: the licences of all that the program contains, which travel with it in its one file.
import { Command } from 'commander'

const examples = `
Examples:
  entrepot notices | less
  entrepot notices > NOTICES.md
`

export function noticesCommand(): Command {
  return new Command('notices')
    .description('print the licences of the libraries and the runtime that this program contains')
    .addHelpText('after', examples)
    .action(async () => {
      // Read when it is asked for: it is long, and no other command needs it.
      const { default: notices } = await import('../../../../NOTICES.md', { with: { type: 'text' } })
      process.stdout.write(notices)
    })
}
