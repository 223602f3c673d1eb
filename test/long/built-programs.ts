// The programs that `npm run build` makes, made once for all tests of a run.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectRoot } from '../support/program.ts'

export interface BuiltPrograms {
  readonly folder: string
  /** For the processor that the tests run on. */
  readonly native: string
  readonly x64: string
  readonly arm64: string
  remove(): void
}

/** Builds both programs into a folder of their own; throws what the build printed when it fails. */
export async function buildPrograms(): Promise<BuiltPrograms> {
  const folder = mkdtempSync(join(tmpdir(), 'entrepot-build-'))
  const remove = () => rmSync(folder, { recursive: true })
  const child = Bun.spawn(['npm', 'run', 'build', '--silent', '--', '--out', folder], {
    cwd: projectRoot,
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [stdout, stderr] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ])
  if ((await child.exited) !== 0) {
    remove()
    throw new Error(`npm run build failed:\n${stdout}${stderr}`)
  }
  const path = (architecture: string) => join(folder, `entrepot-linux-${architecture}`)
  return { folder, native: path(process.arch), x64: path('x64'), arm64: path('arm64'), remove }
}
