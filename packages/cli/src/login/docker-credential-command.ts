// `entrepot docker-credential`, and the same as a program of its own name: what Docker and its kin ask for a login.
import { basename } from 'node:path'
import { Command } from 'commander'
import { answerDocker } from './docker-credential.ts'
import { helperName } from './helper-program.ts'

const name = 'docker-credential'

export function dockerCredentialCommand(): Command {
  return new Command(name)
    .description("answer Docker and other clients that ask for a login, by their helpers' protocol")
    .argument('<action>', 'get, store, erase or list')
    .addHelpText('after', '\nExamples:\n  echo registry.example.com | entrepot docker-credential get\n')
    .action(answer)
}

/**
 * Answers where the program was called by the helper's name, or with the helper's command and a word for it.
 * @param calledAs the name it was called by, such as `process.argv0`
 * @param argv as `process.argv`
 * @returns false when something else is wanted
 */
export async function answerAsHelper(calledAs: string, argv: readonly string[]): Promise<boolean> {
  const given = argv.slice(2)
  const [action, ...rest] =
    basename(calledAs) === helperName ? given : given[0] === name ? given.slice(1) : []
  if (action === undefined || action.startsWith('-') || rest.length > 0) return false
  await answer(action)
  return true
}

async function answer(action: string): Promise<void> {
  const input = action === 'list' ? '' : await Bun.stdin.text()
  const { output, code } = await answerDocker(action, input)
  process.stdout.write(output)
  process.exitCode = code
}
