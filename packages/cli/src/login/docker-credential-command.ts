// `entrepot docker-credential`, and the same as a program of its own name: what Docker and its kin ask for a login.
import { basename } from 'node:path'
import { Command } from 'commander'
import { answerDocker } from './docker-credential.ts'
import { helperName } from './helper-program.ts'

export function dockerCredentialCommand(): Command {
  return new Command('docker-credential')
    .description("answer Docker and other clients that ask for a login, by their helpers' protocol")
    .argument('<action>', 'get, store, erase or list')
    .addHelpText('after', '\nExamples:\n  echo registry.example.com | entrepot docker-credential get\n')
    .action(async (action: string) => {
      const input = action === 'list' ? '' : await Bun.stdin.text()
      const { output, code } = await answerDocker(action, input)
      process.stdout.write(output)
      process.exitCode = code
    })
}

/**
 * The command line as if it had been written in full, where the program was called by the helper's name.
 * @param calledAs the name it was called by, such as `process.argv0`
 */
export function withHelperName(calledAs: string, argv: readonly string[]): string[] {
  const [program = '', script = '', ...rest] = argv
  return basename(calledAs) === helperName ? [program, script, 'docker-credential', ...rest] : [...argv]
}
