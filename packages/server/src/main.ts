// Reads the command line; each command is a file in commands/.
import { Command } from 'commander'
import packageJson from '../package.json' with { type: 'json' }
import { configCommand } from './commands/config.ts'
import { serveCommand } from './commands/serve.ts'

const examples = `
Examples:
  entrepot serve                                 serve on http://127.0.0.1:5000, data in ./data
  entrepot serve --host 0.0.0.0 --tls-self       serve HTTPS with a certificate authority of its own
  entrepot config show                           every setting, its value and where it comes from
`

const program = new Command('entrepot')
  .description("A registry for a company's artifacts: container images first")
  .version(packageJson.version)
  .addHelpText('after', examples)
  .addCommand(serveCommand())
  .addCommand(configCommand())

await program.parseAsync()
