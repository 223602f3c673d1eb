// Programs that end with the tests, also where a test fails before it stops its own.
import { sendSignal } from '../support/process-table.ts'
import { type ProgramOptions, type RunningProgram, startProgram } from '../support/program.ts'

const running = new Map<number, RunningProgram>()

/** As `startProgram`; `endStarted` ends what still runs. */
export async function started(options: ProgramOptions): Promise<RunningProgram> {
  const program = await startProgram(options)
  running.set(program.pid, program)
  void program.exited.then(() => running.delete(program.pid))
  return program
}

export function endStarted(): void {
  for (const pid of running.keys()) sendSignal(pid, 'SIGKILL')
}
