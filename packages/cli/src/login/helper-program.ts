// The program `docker-credential-entrepot`, which clients look for in PATH: this very one under another name.
import { accessSync, constants, existsSync } from 'node:fs'
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'

export const helperName = 'docker-credential-entrepot'

/** Where it is; undefined when clients would not find it. */
export function findHelper(): string | undefined {
  return folders()
    .map((folder) => join(folder, helperName))
    .find(isRunnable)
}

/**
 * Makes it, in a folder that is in PATH: beside this program where that is one file, or else in ~/.local/bin.
 * @returns where; undefined when there is no such folder that may be written to
 */
export async function makeHelper(): Promise<string | undefined> {
  const own = join(homedir(), '.local', 'bin')
  const inPath = folders()
  const choices = [...(isCompiled() ? [dirname(process.execPath)] : []), own].filter((folder) =>
    inPath.includes(folder),
  )
  for (const folder of choices) {
    if (folder === own) await mkdir(own, { recursive: true })
    if (!isWritable(folder)) continue
    const path = join(folder, helperName)
    if (existsSync(path)) return path
    if (isCompiled()) await symlink(process.execPath, path)
    else await writeScript(path)
    return path
  }
  return undefined
}

/** What to do by hand. */
export function helperAdvice(): string {
  const where = '/usr/local/bin'
  return isCompiled()
    ? `sudo ln -s ${process.execPath} ${join(where, helperName)}`
    : `printf '${scriptText().replaceAll('\n', '\\n')}' | sudo tee ${join(where, helperName)} && sudo chmod 755 ${join(where, helperName)}`
}

/** A compiled program's modules lie in a file system of its own. */
function isCompiled(): boolean {
  return import.meta.path.startsWith('/$bunfs/')
}

function scriptText(): string {
  return `#!/bin/sh\nexec "${process.execPath}" "${process.argv[1]}" docker-credential "$@"\n`
}

async function writeScript(path: string): Promise<void> {
  await writeFile(path, scriptText())
  await chmod(path, 0o755)
}

function folders(): string[] {
  return (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
}

function isRunnable(path: string): boolean {
  return may(path, constants.X_OK)
}

function isWritable(path: string): boolean {
  return may(path, constants.W_OK)
}

function may(path: string, mode: number): boolean {
  try {
    accessSync(path, mode)
    return true
  } catch {
    return false
  }
}
