// Writes a SQLite file as plain SQL: the same rows give the same text.
import { Database } from 'bun:sqlite'

interface SchemaRow {
  readonly type: string
  readonly name: string
  readonly sql: string
}

/** @returns statements that fill an empty file, one a line but for the tables' own definitions */
export function dumpSqlite(path: string): string {
  const db = new Database(path)
  try {
    const schema = db
      .query<SchemaRow, []>(
        "select type, name, sql from sqlite_schema where sql is not null and name not like 'sqlite_%' order by name",
      )
      .all()
    const tables = schema.filter(({ type }) => type === 'table')
    const others = schema.filter(({ type }) => type !== 'table')
    const statements = [
      ...tables.map(({ sql }) => sql),
      ...tables.flatMap(({ name }) => inserts(db, name)),
      'DELETE FROM sqlite_sequence',
      ...inserts(db, 'sqlite_sequence'),
      ...others.map(({ sql }) => sql),
    ]
    return ['BEGIN', ...statements, 'COMMIT'].map((each) => `${each};\n`).join('')
  } finally {
    db.close()
  }
}

function inserts(db: Database, table: string): string[] {
  const columns = db.query<{ name: string }, [string]>('select name from pragma_table_info(?)').all(table)
  const quoted = columns.map(({ name }, index) => `quote("${name}") as c${index}`)
  const order = columns.map(({ name }) => `"${name}"`)
  const query = `select ${quoted.join(', ')} from "${table}" order by ${order.join(', ')}`
  const rows = db.query<Record<string, string>, []>(query).all()
  return rows.map((row) => `INSERT INTO "${table}" VALUES (${Object.values(row).join(', ')})`)
}
