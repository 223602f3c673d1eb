// Entrepot as a program of its own, which a test can kill: at a named gap, or at any moment.
import { mkdirSync, openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import type { Failpoint } from '../../packages/server/src/platform/failpoints.ts'
import { basic, RegistryClient } from '../support/registry-client.ts'

const root = resolve(import.meta.dir, '../..')
const password = 'Administrator1'
/** Milliseconds: far above what is asked for, so that a busy machine gives a figure and not a riddle. */
const startLimit = 30_000

export interface ProgramOptions {
  /** Gets the data folder, and the log. */
  readonly folder: string
  /** Where the data lie; `<folder>/data` unless they are on a disk of their own. */
  readonly data?: string
  readonly storage?: string
  /** Settings as environment variables. */
  readonly env?: Readonly<Record<string, string>>
}

/** Where the next start is to be killed. */
export interface Doom {
  readonly failpoint: Failpoint
  /** The nth time that it is reached. */
  readonly nth: number
}

/** Gaps that no request is needed for: events of before lead to them as soon as the server is there. */
const withoutRequests: ReadonlySet<string> = new Set(['events applied', 'events delivered'])

export class Program {
  readonly client: RegistryClient
  private child: Bun.Subprocess | undefined
  private startedAt = 0

  private constructor(
    private readonly options: ProgramOptions,
    readonly port: number,
  ) {
    mkdirSync(options.folder, { recursive: true })
    this.client = new RegistryClient(`http://127.0.0.1:${port}`, basic('admin', password))
  }

  /** Chooses a port; nothing runs yet. */
  static async prepare(options: ProgramOptions): Promise<Program> {
    return new Program(options, await freePort())
  }

  get dataDir(): string {
    return this.options.data ?? join(this.options.folder, 'data')
  }

  get storageDir(): string {
    return this.options.storage ?? join(this.dataDir, 'storage')
  }

  get pid(): number {
    if (!this.child) throw new Error('the program does not run')
    return this.child.pid
  }

  /** Starts it, and waits until `/readyz` says 200. @returns how many milliseconds that took */
  async start(doom?: Doom): Promise<number> {
    const log = openSync(this.logFile, 'a')
    this.startedAt = performance.now()
    this.child = Bun.spawn(
      [process.execPath, '--define', 'FAILPOINTS=true', 'packages/server/src/main.ts', 'serve'],
      {
        cwd: root,
        env: this.environment(doom),
        stdin: 'ignore',
        stdout: log,
        stderr: log,
      },
    )
    while (!(await this.ready())) {
      if (this.child.exitCode !== null || performance.now() - this.startedAt > startLimit) {
        throw new Error(`the program did not become ready:\n${this.log().slice(-4000)}`)
      }
      await Bun.sleep(5)
    }
    return performance.now() - this.startedAt
  }

  /**
   * Starts it so that it ends at `doom`, and looks at what was kept: before that, where work in the background reaches
   * the gap by itself. @returns how many milliseconds each start took
   */
  async startAndLook(doom: Doom | undefined, look: () => Promise<void>): Promise<number[]> {
    const early = doom !== undefined && withoutRequests.has(doom.failpoint)
    const times = [await this.start(early ? undefined : doom)]
    await look()
    if (!early) return times
    await this.kill()
    return [...times, await this.start(doom)]
  }

  async ready(): Promise<boolean> {
    const answer = await fetch(`${this.client.url}/readyz`).catch(() => undefined)
    return answer?.status === 200
  }

  /** Runs a command of the program on the same data. @param through put before it, as `strace …` */
  async command(args: readonly string[], through: readonly string[] = []) {
    const child = Bun.spawn([...through, process.execPath, 'packages/server/src/main.ts', ...args], {
      cwd: root,
      env: this.environment(undefined),
      stdin: 'ignore',
      stdout: 'pipe',
      stderr: 'pipe',
    })
    const [output, errors, code] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
      child.exited,
    ])
    return { code, output: output + errors }
  }

  /** SIGKILL, and the wait for the end. */
  async kill(): Promise<void> {
    this.child?.kill('SIGKILL')
    await this.ended()
  }

  /** Waits until it has ended. @returns the signal that did it, if one did */
  async ended(limitMs = startLimit): Promise<string | undefined> {
    const { child } = this
    if (!child) return undefined
    const timer = Promise.withResolvers<'late'>()
    const timeout = setTimeout(() => timer.resolve('late'), limitMs)
    const outcome = await Promise.race([child.exited, timer.promise])
    clearTimeout(timeout)
    if (outcome === 'late') return undefined
    this.child = undefined
    return child.signalCode?.toString()
  }

  log(): string {
    return readFileSync(this.logFile, 'utf8')
  }

  private get logFile(): string {
    return join(this.options.folder, 'server.log')
  }

  private environment(doom: Doom | undefined): Record<string, string> {
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('ENTREPOT_'))
    return {
      ...(Object.fromEntries(inherited) as Record<string, string>),
      ENTREPOT_DATA_DIR: this.dataDir,
      ENTREPOT_STORAGE_PATH: this.storageDir,
      ENTREPOT_HTTP_PORT: String(this.port),
      ENTREPOT_ADMIN_PASSWORD: password,
      ENTREPOT_STORAGE_RESERVE: '0B',
      ENTREPOT_LOG_LEVEL: 'warn',
      ENTREPOT_LIMITS_UPLOADS_PER_USER: '100000',
      ENTREPOT_LIMITS_UPLOADS_PER_ADDRESS: '100000',
      ...this.options.env,
      ...(doom && { ENTREPOT_TEST_FAILPOINT: `${doom.failpoint}:${doom.nth}` }),
    }
  }
}

/** A port that was free a moment ago: restarts must come back to the same one. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  await new Promise((done) => server.close(done))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
