// Values of PostgreSQL as SQLite gives them: numbers for 64-bit integers, counts and sums, Uint8Array for bytes.
import type { SQL } from 'bun'

/** Type ids of pg_type.dat: the columns whose values differ. */
const BYTEA = 17
const INT8 = 20
const NUMERIC = 1700

type Row = Record<string, unknown>

/** The rows of a result as a plain array; their values are replaced in place. */
export function decodeRows(result: readonly Row[] & SQL.ResultMetadata): readonly unknown[] {
  for (const { name, type } of result.columns ?? []) {
    if (type === INT8 || type === NUMERIC) {
      for (const row of result) if (row[name] !== null) row[name] = Number(row[name])
    } else if (type === BYTEA) {
      for (const row of result) row[name] = plainBytes(row[name])
    }
  }
  return Array.from(result)
}

/** A Buffer is a Uint8Array that slices, prints and serialises differently. */
function plainBytes(value: unknown): unknown {
  return value instanceof Uint8Array
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : value
}
