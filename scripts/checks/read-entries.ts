// Lists a folder that need not be there.
import { type Dirent, readdirSync } from 'node:fs'

/** What lies in a folder, by name; nothing if there is no such folder. */
export function readEntries(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
