// Finds the runtime that a program is made of: the one that runs now, or another platform's from npm.
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Architecture, runtimePackage } from './architecture.ts'

/**
 * Calls `use` with the path of Bun for Linux on this architecture, in the version of package-lock.json.
 * `bun build` would fetch it itself, but not from where npm is configured to fetch (oven-sh/bun#25713).
 */
export async function withRuntime(
  root: string,
  architecture: Architecture,
  use: (runtime: string) => Promise<void>,
): Promise<void> {
  if (process.platform === 'linux' && process.arch === architecture) return use(process.execPath)
  const folder = mkdtempSync(join(tmpdir(), 'entrepot-runtime-'))
  try {
    await use(fetchRuntime(root, runtimePackage[architecture], folder))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function fetchRuntime(root: string, name: string, folder: string): string {
  const { version, integrity } = locked(root, name)
  run(['npm', 'pack', `${name}@${version}`, '--silent', '--prefer-offline', '--pack-destination', folder])
  const archive = join(folder, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`)
  const found = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`
  if (found !== integrity)
    throw new Error(`${name}@${version} is ${found}, but package-lock.json has ${integrity}`)
  run(['tar', '-xzf', archive, '-C', folder])
  return join(folder, 'package', 'bin', 'bun')
}

function locked(root: string, name: string): { version: string; integrity: string } {
  const lock: { packages: Record<string, { version: string; integrity: string }> } = JSON.parse(
    readFileSync(join(root, 'package-lock.json'), 'utf8'),
  )
  const entry = lock.packages[`node_modules/${name}`]
  if (!entry) throw new Error(`package-lock.json does not name ${name}: remake it, see CONTRIBUTING.md`)
  return entry
}

function run(command: string[]): void {
  const { exitCode } = Bun.spawnSync(command, { stdout: 'ignore', stderr: 'inherit' })
  if (exitCode !== 0) throw new Error(`${command.join(' ')} ended with ${exitCode}`)
}
