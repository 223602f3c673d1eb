// Which programs the clients need, and which of them are missing here.
import programs from '../clients.json'
import { requireProgram } from '../support/programs.ts'
import type { Client } from './client.ts'

export type Program = {
  name: string
  command: string
  required: boolean
  reason: string
  /** `debian: <package>` or `go: <package path>`. */
  install: string
  /** It works for the superuser alone, as the tests call it. */
  root?: boolean
}

const PROGRAMS: Program[] = programs

function lackOf({ command, required, install, root }: Program): string | undefined {
  const program = requireProgram(command)
  if ('missing' in program) {
    return required ? program.missing : `${command}: optional, and not installed (${install})`
  }
  return root && process.getuid?.() !== 0 ? `${command} needs root here` : undefined
}

/** Why the programs named cannot be used, and whether one of them is required; undefined when all can. */
export function lackOfPrograms(names: readonly string[]): { reason: string; required: boolean } | undefined {
  for (const name of names) {
    const program = PROGRAMS.find((one) => one.name === name)
    if (!program) throw new Error(`test/clients.json does not list ${name}`)
    const reason = lackOf(program)
    if (reason) return { reason, required: program.required }
  }
  return undefined
}

export function lackOfClient({ needs }: Client): ReturnType<typeof lackOfPrograms> {
  return lackOfPrograms(needs)
}
