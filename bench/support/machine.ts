// The machine of a run, as far as its figures depend on it.
import { readFileSync } from 'node:fs'
import { cpus, release, tmpdir, totalmem, type } from 'node:os'
import { run } from './processes.ts'

export interface Machine {
  readonly cores: number
  readonly cpu: string
  readonly memoryGigabytes: number
  /** The file system that the content of all lies on. */
  readonly disk: string
  readonly kernel: string
  readonly system: string
  readonly runtime: string
}

export async function describeMachine(): Promise<Machine> {
  const folder = process.env.BENCH_DIR ?? tmpdir()
  const [device, kind] = (await run(['df', '--output=source,fstype', folder]))
    .trim()
    .split('\n')
    .at(-1)!
    .split(/\s+/)
  return {
    cores: cpus().length,
    cpu: cpus()[0]?.model ?? 'unknown',
    memoryGigabytes: Math.round(totalmem() / 1e9),
    disk: `${kind} on ${device}`,
    kernel: `${type()} ${release()}`,
    system: /^PRETTY_NAME="?([^"\n]+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'unknown',
    runtime: `Bun ${Bun.version}`,
  }
}
