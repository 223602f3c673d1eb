// Starts a client's background program, waits until it answers, and ends it with the tests.
import { openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { findProgram } from './run.ts'

export type Daemon = { stop(): Promise<void> }

export type DaemonOptions = {
  env: Record<string, string | undefined>
  /** A file that gets all it prints. */
  log: string
  cwd?: string
  /** Resolves to true once the program can be used; asked again and again. */
  ready: () => Promise<boolean>
}

const START_LIMIT = 45_000 // milliseconds
const STOP_LIMIT = 10_000 // milliseconds, then SIGKILL
const POLL = 100 // milliseconds between two questions whether it is ready

/** Starts `argv`. Throws with its log when it ends or stays silent instead of becoming ready. */
export async function startDaemon(argv: string[], options: DaemonOptions): Promise<Daemon> {
  const path = findProgram(argv[0]!)
  const log = openSync(options.log, 'a')
  const child = Bun.spawn([path, ...argv.slice(1)], {
    env: options.env,
    cwd: options.cwd,
    stdin: 'ignore',
    stdout: log,
    stderr: log,
  })
  const stop = async () => {
    const kill = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT)
    child.kill('SIGTERM')
    await child.exited
    clearTimeout(kill)
  }
  const deadline = Date.now() + START_LIMIT
  while (!(await options.ready())) {
    if (child.exitCode === null && Date.now() < deadline) {
      await Bun.sleep(POLL)
      continue
    }
    await stop()
    throw new Error(`did not start: ${argv.join(' ')}\n${await readFile(options.log, 'utf8')}`)
  }
  return { stop }
}
