// Entrepot as a program of its own, as an operator starts it: `serve` with settings in the environment.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestSettings } from './server.ts'

export const projectRoot = join(import.meta.dir, '../..')
const main = join(projectRoot, 'packages/server/src/main.ts')

/** The administrator's password of every program that `startProgram` starts. */
export const programPassword = 'Administrator1'

export interface ProgramOptions {
  readonly settings?: TestSettings
  /** More arguments of `serve`. */
  readonly args?: readonly string[]
  /** Run as this instead of `bun main.ts serve`, such as by npm. */
  readonly command?: readonly string[]
  /** Put before the command: `setpriv …`. */
  readonly through?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

export interface RunningProgram {
  /** `http://127.0.0.1:<port>`, as the program says it. */
  readonly url: string
  readonly port: number
  readonly pid: number
  /** What it has written so far. */
  stdout(): string
  stderr(): string
  /** The log lines so far. */
  log(): Record<string, unknown>[]
  /** Resolves once a log line or other output holds the text. */
  said(text: string): Promise<void>
  signal(name: NodeJS.Signals): void
  /** The exit code; 128 and more for a signal. */
  readonly exited: Promise<number>
}

export interface EndedProgram {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** A folder for data that is removed by `dispose`. */
export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'entrepot-process-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** Runs `serve` to its end: for starts that must fail. */
export async function endOf(options: ProgramOptions): Promise<EndedProgram> {
  const child = spawn(options)
  const [stdout, stderr, exitCode] = await Promise.all([child.out.all, child.err.all, child.process.exited])
  return { exitCode, stdout, stderr }
}

/** Starts `serve` on a port of the system's choice, unless settings say otherwise, and waits until it serves. */
export async function startProgram(options: ProgramOptions): Promise<RunningProgram> {
  const { process: child, out, err } = spawn(options)
  const url = await Promise.race([
    out.until(/serves on (\S+)/),
    child.exited.then((code) => {
      throw new Error(`the program ended with ${code} instead of serving:\n${err.text()}${out.text()}`)
    }),
  ])
  return {
    url,
    port: Number(new URL(url).port),
    pid: child.pid,
    stdout: out.text,
    stderr: err.text,
    log: () => jsonLines(out.text()),
    said: async (text) => void (await out.until(new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))),
    signal: (name) => void child.kill(name),
    exited: child.exited,
  }
}

function spawn({ settings = {}, args = [], command, through = [], env }: ProgramOptions) {
  const child = Bun.spawn([...through, ...(command ?? [process.execPath, main, 'serve']), ...args], {
    cwd: projectRoot,
    env: { ...inherited(), ...variablesOf(settings), ...env },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  })
  return { process: child, out: new Collected(child.stdout), err: new Collected(child.stderr) }
}

/** The environment without a developer's own settings. */
function inherited(): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('ENTREPOT_'))
  return Object.fromEntries(kept) as Record<string, string>
}

function variablesOf(settings: TestSettings): Record<string, string> {
  const all: TestSettings = {
    'http.port': '0',
    'admin.password': programPassword,
    'storage.reserve': '0B',
    ...settings,
  }
  const entries = Object.entries(all).map(([path, value]) => [
    `ENTREPOT_${path.replace(/[A-Z]/g, '_$&').replace('.', '_').toUpperCase()}`,
    value,
  ])
  return Object.fromEntries(entries)
}

/** What a stream has brought so far, and who waits for more of it. */
class Collected {
  readonly all: Promise<string>
  private read = ''
  private readonly watchers = new Set<() => void>()
  readonly text = () => this.read

  constructor(stream: ReadableStream<Uint8Array>) {
    this.all = this.collect(stream)
  }

  /** The first group of the pattern, as soon as it matches. Never settles if it does not: tests have a limit. */
  until(pattern: RegExp): Promise<string> {
    return new Promise((resolve) => {
      const look = () => {
        const match = pattern.exec(this.read)
        if (!match) return
        this.watchers.delete(look)
        resolve(match[1] ?? match[0])
      }
      this.watchers.add(look)
      look()
    })
  }

  private async collect(stream: ReadableStream<Uint8Array>): Promise<string> {
    const decoder = new TextDecoder()
    for await (const chunk of stream) {
      this.read += decoder.decode(chunk, { stream: true })
      for (const watcher of [...this.watchers]) watcher()
    }
    return this.read
  }
}

function jsonLines(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}
