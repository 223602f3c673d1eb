// Reads the system's table of processes, so that tests can see and end what they left running (Linux's /proc).
import { readdirSync, readFileSync } from 'node:fs'

export type ProcessEntry = { pid: number; parent: number }

/** All processes but those that have ended and wait for their parent; empty where there is no /proc. */
export function listProcesses(): ProcessEntry[] {
  const entries: ProcessEntry[] = []
  for (const name of listProc()) {
    const stat = readProc(name, 'stat')
    // The command, in parentheses, may itself hold spaces and parentheses: read from the last one on (proc(5)).
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (state && state !== 'Z') entries.push({ pid: Number(name), parent: Number(parent) })
  }
  return entries
}

/** The processes that were started with `name=value` in their environment, each with its command line. */
export function processesWith(name: string, value: string): { pid: number; command: string }[] {
  const wanted = `${name}=${value}`
  return listProcesses()
    .filter(({ pid }) => readProc(String(pid), 'environ').split('\0').includes(wanted))
    .map(({ pid }) => ({ pid, command: readProc(String(pid), 'cmdline').replaceAll('\0', ' ').trim() }))
}

/** Sends a signal; a process that has just ended is no error. A negative `pid` names a process group. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function listProc(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  } catch {
    return []
  }
}

/** A file of one process, or nothing if the process is gone or another user's. */
function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}
