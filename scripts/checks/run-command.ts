// Runs a program in a process group of its own, so that it can be ended with all that it started.
import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { processesWith, sendSignal } from '../../test/support/process-table.ts'
import type { StepContext } from './step.ts'

export type CommandResult = {
  /** Nothing where the command succeeded; else how it ended, in words. */
  trouble: string | undefined
  /** Standard output and standard error as one. */
  output: string
}

/** Every process of a step carries this variable, whatever group or session it moved to. */
export const STEP_VARIABLE = 'ENTREPOT_TEST_STEP'

// Long enough for a program that was told to end to do so, its temporary folders included.
const GRACE_MS = 3_000
const POLL_MS = 20

const running = new Set<number>()

/** Runs to the end, or for `seconds`; what a command leaves behind in its group is ended with it. */
export async function runCommand(
  command: string[],
  context: StepContext,
  seconds: number,
): Promise<CommandResult> {
  const log = join(context.temp, `output-${crypto.randomUUID()}`)
  // A file: a pipe would stay open for as long as any forgotten grandchild.
  const file = openSync(log, 'w')
  const [program = '', ...args] = command
  const child = spawn(program, args, {
    cwd: context.root,
    env: context.env,
    detached: true,
    stdio: ['ignore', file, file],
  })
  closeSync(file)
  const group = child.pid
  if (group !== undefined) running.add(group)
  let timedOut = false
  const timer = setTimeout(() => {
    timedOut = true
    if (group !== undefined) void endGroup(group)
  }, seconds * 1000)
  const ended = await new Promise<string | undefined>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(describeEnd(code, signal)))
  })
  clearTimeout(timer)
  if (group !== undefined) {
    signalGroup(group, 'SIGKILL')
    running.delete(group)
  }
  const trouble = timedOut ? `took longer than ${seconds} s, and was ended` : ended
  return { trouble, output: readFileSync(log, 'utf8') }
}

/** Ends every command that runs: asks first, insists after a moment. */
export async function endAllCommands(): Promise<void> {
  await Promise.all([...running].map(endGroup))
}

/**
 * Ends the processes that a step started and did not end itself, after a moment's grace; gives their
 * command lines.
 */
export async function endLeftovers(marker: string): Promise<string[]> {
  const deadline = Date.now() + GRACE_MS
  let left = processesWith(STEP_VARIABLE, marker)
  if (left.length === 0) {
    // A process shows no environment for the moment of its exec: look once more.
    await Bun.sleep(POLL_MS)
    left = processesWith(STEP_VARIABLE, marker)
  }
  while (left.length > 0 && Date.now() < deadline) {
    await Bun.sleep(POLL_MS)
    left = processesWith(STEP_VARIABLE, marker)
  }
  for (const { pid } of left) sendSignal(pid, 'SIGKILL')
  return left.map(({ command }) => command)
}

async function endGroup(group: number): Promise<void> {
  signalGroup(group, 'SIGTERM')
  const deadline = Date.now() + GRACE_MS
  while (running.has(group) && Date.now() < deadline) await Bun.sleep(POLL_MS)
  if (running.has(group)) signalGroup(group, 'SIGKILL')
}

function signalGroup(group: number, signal: NodeJS.Signals): void {
  sendSignal(-group, signal)
}

function describeEnd(code: number | null, signal: NodeJS.Signals | null): string | undefined {
  if (signal) return `was ended by ${signal}`
  return code === 0 ? undefined : `ended with exit code ${code}`
}
