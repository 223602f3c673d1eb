// Programs that a benchmark runs: started, awaited, measured from outside by /proc, and never left behind.
import { readFileSync, writeFileSync } from 'node:fs'
import { listProcesses, sendSignal } from '../../test/support/process-table.ts'

export interface Daemon {
  readonly pid: number
  /** SIGTERM, and SIGKILL when that is ignored for ten seconds. */
  stop(): Promise<void>
}

export interface DaemonOptions {
  /** The file that takes its output: the same cost for all who log. */
  readonly log: string
  readonly env?: Record<string, string>
  readonly cwd?: string
  /** Asked again and again, without a pause worth measuring, until it says true. */
  ready(): Promise<boolean>
}

const startLimit = 120_000 // milliseconds: a start with 100,000 repositories may be slow somewhere
const stopLimit = 10_000
const clockTicks = 100 // per second: USER_HZ of every Linux
const running = new Set<Bun.Subprocess>()

process.on('exit', () => {
  for (const each of running) each.kill('SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130))

/** Starts a program that stays; `pid` is its own, as nothing here forks away. */
export async function startDaemon(command: string[], options: DaemonOptions): Promise<Daemon> {
  const output = Bun.file(options.log)
  const child = Bun.spawn(command, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdin: 'ignore',
    stdout: output,
    stderr: output,
  })
  running.add(child)
  void child.exited.then(() => running.delete(child))
  const deadline = performance.now() + startLimit
  while (!(await options.ready())) {
    if (child.exitCode !== null || performance.now() > deadline) {
      child.kill('SIGKILL')
      throw new Error(`${command[0]} did not start:\n${readFileSync(options.log, 'utf8').slice(-2000)}`)
    }
    await Bun.sleep(1)
  }
  return { pid: child.pid, stop: () => stop(child) }
}

async function stop(child: Bun.Subprocess): Promise<void> {
  sendSignal(child.pid, 'SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), stopLimit)
  await child.exited
  clearTimeout(timer)
}

/** Runs a program to its end and returns its standard output. Throws with its errors unless it succeeds. */
export async function run(command: string[]): Promise<string> {
  const child = Bun.spawn(command, { stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' })
  running.add(child)
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  running.delete(child)
  if (code !== 0) throw new Error(`${command.join(' ').slice(0, 300)}: exit ${code}\n${err.slice(-2000)}`)
  return out
}

/** CPU seconds that a process and its living descendants have used so far. */
export function cpuSeconds(pid: number): number {
  return tree(pid).reduce((sum, each) => sum + cpuOf(each), 0)
}

/** Forgets the peaks of memory so far, so that `peakMegabytes` tells of what comes now (proc(5), clear_refs). */
export function resetPeak(pid: number): void {
  for (const each of tree(pid)) writeFileSync(`/proc/${each}/clear_refs`, '5')
}

/** The most memory that was resident since `resetPeak`, in MB of 10⁶ bytes, over the whole process tree. */
export function peakMegabytes(pid: number): number {
  return statusMegabytes(pid, 'VmHWM')
}

export function residentMegabytes(pid: number): number {
  return statusMegabytes(pid, 'VmRSS')
}

function statusMegabytes(pid: number, field: string): number {
  return tree(pid).reduce((sum, each) => {
    const kibibytes = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(read(each, 'status'))?.[1]
    return sum + (Number(kibibytes ?? 0) * 1024) / 1e6
  }, 0)
}

function tree(root: number): number[] {
  const all = listProcesses()
  const found = [root]
  for (const pid of found) found.push(...all.filter(({ parent }) => parent === pid).map((each) => each.pid))
  return found
}

/** CPU seconds of one process, and of its children that have ended. */
export function processSeconds(pid: number): number {
  return statSeconds(pid, [11, 12, 13, 14])
}

function cpuOf(pid: number): number {
  return statSeconds(pid, [11, 12])
}

/** Fields of proc(5) counted from the state, which is field 3: utime and stime are 14 and 15, then the children's. */
function statSeconds(pid: number, wanted: readonly number[]): number {
  const stat = read(pid, 'stat')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return wanted.reduce((sum, field) => sum + Number(fields[field] ?? 0), 0) / clockTicks
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}
