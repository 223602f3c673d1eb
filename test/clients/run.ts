// Runs other people's programs: found by name, in an environment of their own, with a time limit.
import { delimiter } from 'node:path'
import { programFolders, requireProgram } from '../support/programs.ts'

const TIME_LIMIT = 60_000 // milliseconds: no operation on these small images should need a tenth of it
const AT_ONCE = 4 // programs: two for each of the two cores that CI has

/** The path of a program; throws with how to install it where it is absent. */
export function findProgram(command: string): string {
  const program = requireProgram(command)
  if ('missing' in program) throw new Error(`not installed: ${program.missing}`)
  return program.path
}

/** How a program ended. `output` is what it printed, stdout first, then stderr. */
export type Ran = { command: string; exitCode: number; stdout: string; output: string }

export type RunOptions = {
  env?: Record<string, string>
  cwd?: string
  /** Given on stdin; without it stdin is empty. */
  input?: string
}

const waiting: (() => void)[] = []
let running = 0

async function takeTurn(): Promise<void> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve))
  else running++
}

function passTurn(): void {
  const next = waiting.shift()
  if (next) next()
  else running--
}

/** What every program's environment holds: nothing of the caller's but PATH. */
export function baseEnvironment(home: string): Record<string, string> {
  return {
    PATH: programFolders().join(delimiter),
    HOME: home,
    TMPDIR: home,
    XDG_RUNTIME_DIR: home,
    LANG: 'C.UTF-8',
  }
}

/** Runs `argv` to its end; it is killed at the time limit and the answer says so. Never throws for an exit code. */
export async function run(argv: string[], options: RunOptions = {}): Promise<Ran> {
  const [program, ...rest] = argv
  const path = findProgram(program!)
  await takeTurn()
  try {
    const child = Bun.spawn([path, ...rest], {
      env: options.env,
      cwd: options.cwd,
      stdin: options.input === undefined ? 'ignore' : new Blob([options.input]),
      stdout: 'pipe',
      stderr: 'pipe',
      timeout: TIME_LIMIT,
      killSignal: 'SIGKILL',
    })
    const [stdout, stderr] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
    ])
    const exitCode = await child.exited
    const killed = child.signalCode ? `\n(ended by ${child.signalCode}; the limit is ${TIME_LIMIT} ms)` : ''
    return { command: argv.join(' '), exitCode, stdout, output: `${stdout}${stderr}${killed}` }
  } finally {
    passTurn()
  }
}

/** Throws with all that was printed unless the program ended well. */
export function mustPass(ran: Ran): Ran {
  if (ran.exitCode === 0) return ran
  throw new Error(`exit ${ran.exitCode}: ${ran.command}\n${ran.output}`)
}

/** Throws unless the program failed and said why in words that match. */
export function mustFail(ran: Ran, words: RegExp): Ran {
  if (ran.exitCode === 0) throw new Error(`should have failed: ${ran.command}\n${ran.output}`)
  if (words.test(ran.output)) return ran
  throw new Error(`failed, but its words do not match ${words}: ${ran.command}\n${ran.output}`)
}
