// How busy the machine is with what is not the benchmark: other work shows in every figure.
import { readFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { listProcesses } from '../../test/support/process-table.ts'
import { processSeconds } from './processes.ts'

export interface MachineLoad {
  /** The one-minute load average when the benchmark began. */
  readonly before: number
  /** Cores that others kept busy meanwhile, on average. */
  readonly others: number
}

const clockTicks = 100 // per second: USER_HZ of every Linux
/** Programs that a benchmark started, and that left its process tree. */
const adopted = new Set<number>()

/** A daemon that is no descendant of this process any more, yet works for the benchmark. */
export function countAsOurs(pid: number): void {
  adopted.add(pid)
}

/** Watches from now on; what it returns says how it was until then. */
export function watchLoad(): () => MachineLoad {
  const before = loadavg()[0] ?? 0
  const started = { at: performance.now(), all: allSeconds(), own: ownSeconds() }
  return () => {
    const elapsed = (performance.now() - started.at) / 1000
    const others = allSeconds() - started.all - (ownSeconds() - started.own)
    return { before: round(before), others: round(Math.max(0, others / elapsed)) }
  }
}

/** What all cores have worked since the machine started (proc(5), stat: user, nice, system, irq, softirq, steal). */
function allSeconds(): number {
  const [, ...fields] = (readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? '').trim().split(/\s+/)
  const idle = [3, 4] // idle and iowait
  const busy = fields.slice(0, 8).filter((_, index) => !idle.includes(index))
  return busy.reduce((sum, ticks) => sum + Number(ticks), 0) / clockTicks
}

/** This process and all that it started, with what has ended since. */
function ownSeconds(): number {
  const all = listProcesses()
  const found = [process.pid, ...adopted]
  for (const pid of found) found.push(...all.filter(({ parent }) => parent === pid).map((each) => each.pid))
  return [...new Set(found)].reduce((sum, pid) => sum + processSeconds(pid), 0)
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
