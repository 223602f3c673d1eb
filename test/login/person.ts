// Somebody at a machine of their own: a home without settings, in which `entrepot` and other clients run.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { programFolders } from '../support/programs.ts'

const main = join(import.meta.dir, '../../packages/server/src/main.ts')

export interface Ran {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

export class Person {
  private constructor(readonly home: string) {}

  static async arrives(): Promise<Person> {
    // Short: podman's folder within it may have a path of 50 characters.
    const home = await mkdtemp('/tmp/login-')
    // Where a program of one's own goes; in PATH with most distributions once it is there.
    await mkdir(join(home, '.local/bin'), { recursive: true })
    await mkdir(join(home, '.config/containers'), { recursive: true })
    await writeFile(
      join(home, '.config/containers/policy.json'),
      '{"default":[{"type":"insecureAcceptAnything"}]}',
    )
    return new Person(home)
  }

  get environment(): Record<string, string> {
    const path = [join(this.home, '.local/bin'), ...programFolders()].join(delimiter)
    return { PATH: path, HOME: this.home, TMPDIR: this.home, XDG_RUNTIME_DIR: this.home, LANG: 'C.UTF-8' }
  }

  entrepot(args: readonly string[], stdin = ''): Promise<Ran> {
    return this.run([process.execPath, main, ...args], stdin)
  }

  async run(argv: readonly string[], stdin = ''): Promise<Ran> {
    const child = Bun.spawn([...argv], {
      cwd: this.home,
      env: this.environment,
      stdin: Buffer.from(stdin),
      stdout: 'pipe',
      stderr: 'pipe',
      timeout: 60_000,
    })
    const [stdout, stderr, exitCode] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
      child.exited,
    ])
    return { exitCode, stdout, stderr }
  }

  /** A file of the home; '' when there is none. */
  file(...path: string[]): Promise<string> {
    return readFile(join(this.home, ...path), 'utf8').catch(() => '')
  }

  async dockerConfig(): Promise<Record<string, unknown>> {
    return JSON.parse((await this.file('.docker/config.json')) || '{}')
  }

  async writeDockerConfig(text: string): Promise<void> {
    await mkdir(join(this.home, '.docker'), { recursive: true })
    await writeFile(join(this.home, '.docker/config.json'), text)
  }

  /** All that lies in files that programs keep of this person, one after the other. */
  async everything(): Promise<string> {
    const files = new Bun.Glob('.{config,docker,local}/**/*').scan({
      cwd: this.home,
      dot: true,
      onlyFiles: true,
    })
    let text = ''
    for await (const file of files) text += await this.file(file)
    return text
  }

  leaves(): Promise<void> {
    return rm(this.home, { recursive: true, force: true })
  }
}
