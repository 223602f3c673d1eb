// Turns errors of the operating system into the faults that the port knows.

import { StorageError, type StorageFault } from '../../../features/content/blob-storage-port.ts'

const FAULTS: Readonly<Record<string, StorageFault>> = {
  ENOENT: 'missing',
  ENOSPC: 'no-space',
  EDQUOT: 'no-space',
  EROFS: 'read-only',
  EACCES: 'read-only',
  EPERM: 'read-only',
}

/** The system's name of an error, such as ENOENT. */
export function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : undefined
}

/** Runs `work`; what the system refuses becomes a StorageError that says what could not be done. */
export async function translated<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const code = codeOf(error)
    if (error instanceof StorageError || code === undefined) throw error
    throw new StorageError(FAULTS[code] ?? 'unavailable', `cannot ${what}: ${code}`, { cause: error })
  }
}

/** The same for unfinished bytes, where a file that is not there means that they are lost. */
export async function translatedStaged<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await translated(what, work)
  } catch (error) {
    if (!(error instanceof StorageError) || error.fault !== 'missing') throw error
    throw new StorageError('lost', error.message, { cause: error.cause })
  }
}

/** `work`, or undefined when the file is not there. */
export async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}
