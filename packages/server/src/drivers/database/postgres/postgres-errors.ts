// PostgreSQL's errors in the words of the port. Bun's client puts the SQLSTATE in `errno`.
import { SQL } from 'bun'
import {
  type DatabaseFault,
  DatabaseUnavailable,
  UniqueViolation,
} from '../../../platform/database/database.ts'

/** https://www.postgresql.org/docs/current/errcodes-appendix.html, by code or by class. */
const faults: Readonly<Record<string, DatabaseFault>> = {
  '08': 'unavailable', // connection exception
  53: 'unavailable', // insufficient resources, such as too many connections
  '53100': 'no-space',
  '57014': 'unavailable', // query canceled: the statement timeout
  '57P': 'unavailable', // the server stops, starts or crashed
  '55P03': 'unavailable', // lock not available in time
  '25P03': 'unavailable', // a transaction idle for too long
  '58': 'unavailable', // system error, such as an I/O error
  '25006': 'read-only',
  '40001': 'unavailable', // serialization failure and deadlock, once trying again did not help
  '40P01': 'unavailable',
}

/** The SQLSTATE of an error or of its cause, or undefined. */
export function sqlState(error: unknown): string | undefined {
  if (error instanceof SQL.PostgresError) return error.errno
  return error instanceof Error && error.cause !== undefined ? sqlState(error.cause) : undefined
}

/** The port's error for `error`, with it as the cause; other statement errors come back as they are. */
export function postgresError(error: unknown): unknown {
  if (!(error instanceof SQL.PostgresError)) return error
  const state = error.errno
  if (state === '23505') return new UniqueViolation(error.message, { cause: error })
  if (state === undefined) {
    // The client's own errors have no SQLSTATE: those of a connection are named so, the others are mistakes in a call.
    return /_CONNECTION_|_TIMEOUT|_TLS_/.test(error.code) ? unavailable(error, 'unavailable') : error
  }
  const fault = faults[state] ?? faults[state.slice(0, 3)] ?? faults[state.slice(0, 2)]
  return fault ? unavailable(error, fault) : error
}

/** A conflict between transactions, after which PostgreSQL asks to run the whole transaction again. */
export function isConflict(error: unknown): boolean {
  const state = sqlState(error)
  return state === '40001' || state === '40P01'
}

function unavailable(cause: Error, fault: DatabaseFault): DatabaseUnavailable {
  return new DatabaseUnavailable(`PostgreSQL: ${cause.message}`, { cause, fault })
}
