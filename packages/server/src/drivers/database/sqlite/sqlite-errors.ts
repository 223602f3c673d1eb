// SQLite's errors in the words of the port.
import { SQLiteError } from 'bun:sqlite'
import {
  type DatabaseFault,
  DatabaseUnavailable,
  UniqueViolation,
} from '../../../platform/database/database.ts'

/** https://sqlite.org/rescode.html: primary codes that are the surroundings' fault, not the statement's. */
const faults: readonly (readonly [code: string, fault: DatabaseFault, words: string])[] = [
  ['SQLITE_FULL', 'no-space', 'The disk of the database is full'],
  ['SQLITE_READONLY', 'read-only', 'The database file cannot be written'],
  ['SQLITE_IOERR', 'unavailable', 'The disk of the database reports an error'],
  // SQLite says this of a disk that fails to read (EIO) too.
  ['SQLITE_CORRUPT', 'unavailable', 'The database file is damaged, or its disk cannot be read'],
  ['SQLITE_NOTADB', 'unavailable', 'The database file is damaged'],
  ['SQLITE_CANTOPEN', 'unavailable', 'The database file cannot be opened'],
  ['SQLITE_BUSY', 'unavailable', 'Another program holds the database'],
  ['SQLITE_LOCKED', 'unavailable', 'Another program holds the database'],
]

/** The port's error for `error`, with it as the cause; anything that is not SQLite's own comes back as it is. */
export function sqliteError(error: unknown): unknown {
  if (!(error instanceof SQLiteError)) return error
  const code = error.code ?? ''
  if (code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY') {
    return new UniqueViolation(error.message, { cause: error })
  }
  // Extended codes only add a suffix: SQLITE_IOERR_WRITE, SQLITE_BUSY_SNAPSHOT.
  const known = faults.find(([prefix]) => code === prefix || code.startsWith(`${prefix}_`))
  if (!known) return error
  const [, fault, words] = known
  return new DatabaseUnavailable(`${words}: ${error.message}`, { cause: error, fault })
}
