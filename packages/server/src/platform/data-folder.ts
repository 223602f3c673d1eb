// The node's own folder: made where it is absent, and held by one process at a time.
import { dlopen, FFIType } from 'bun:ffi'
import {
  accessSync,
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readFileSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { OperatorError, systemReason } from './operator-error.ts'

/** The folder cannot be used; the message is a sentence for the operator. */
export class DataFolderUnusable extends OperatorError {
  override readonly name = 'DataFolderUnusable'
}

const exclusiveWithoutWaiting = 2 | 4 // LOCK_EX | LOCK_NB of flock(2)

export interface DataFolder {
  readonly path: string
  release(): void
}

/**
 * Makes the folder, checks that it can be written to, and locks it. The kernel drops the lock with the process,
 * however it ends.
 */
export function holdDataFolder(path: string): DataFolder {
  try {
    mkdirSync(path, { recursive: true, mode: 0o750 })
    accessSync(path, constants.W_OK | constants.X_OK)
  } catch (cause) {
    throw new DataFolderUnusable(
      `cannot write to the data folder ${path} (data.dir): ${systemReason(cause)}`,
      {
        cause,
      },
    )
  }
  const file = join(path, 'entrepot.lock')
  const descriptor = openLock(file)
  if (!lock(descriptor)) {
    const owner = readFileSync(file, 'utf8').trim()
    closeSync(descriptor)
    throw new DataFolderUnusable(
      `the data folder ${path} (data.dir) is in use by another process${owner ? ` (pid ${owner})` : ''}: ` +
        'stop it or choose another folder',
    )
  }
  sign(file, descriptor)
  return { path, release: () => closeSync(descriptor) }
}

/** For the sentence that another process gets. A full disk must not stop a server that only has to read. */
function sign(file: string, descriptor: number): void {
  try {
    truncateSync(file)
    writeSync(descriptor, String(process.pid), 0)
  } catch {
    // The lock holds without it.
  }
}

function openLock(file: string): number {
  try {
    return openSync(file, constants.O_RDWR | constants.O_CREAT, 0o640)
  } catch (cause) {
    throw new DataFolderUnusable(`cannot write to ${file} (data.dir): ${systemReason(cause)}`, { cause })
  }
}

function lock(descriptor: number): boolean {
  const library = process.platform === 'darwin' ? 'libSystem.B.dylib' : 'libc.so.6'
  const { symbols, close } = dlopen(library, {
    flock: { args: [FFIType.int, FFIType.int], returns: FFIType.int },
  })
  const locked = symbols.flock(descriptor, exclusiveWithoutWaiting) === 0
  close()
  return locked
}
