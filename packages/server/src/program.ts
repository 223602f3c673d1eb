// Reads the command line; each command is a file in commands/.
import { Command } from 'commander'
import { versionText } from './commands/version.ts'

const examples = `
Examples:
  entrepot serve                                 serve on http://127.0.0.1:5000, data in ./data
  entrepot serve --host 0.0.0.0 --tls-self       serve HTTPS with a certificate authority of its own
  entrepot scrub --rate 50MiB                    read everything that is stored again, and report what is damaged
  entrepot config show                           every setting, its value and where it comes from
  entrepot doctor registry.example.com           what a client of that registry meets, and what to do
  entrepot user password admin                   a new password for admin, beside the running server
  entrepot login registry.example.com            log in, for Docker and other clients, without keeping the password
`

/** @param commands those that may be asked for */
export async function runProgram(argv: readonly string[], commands: readonly Command[]): Promise<void> {
  const program = new Command('entrepot')
    .description("A registry for a company's artifacts: container images first")
    .version(versionText)
    .addHelpText('after', examples)
  for (const command of commands) program.addCommand(command)
  await program.parseAsync(argv)
}
