// What the tables of a database are, in lines that can be compared.
import { type Database, statements } from '../../packages/server/src/platform/database/database.ts'

/** PostgreSQL's columns, in the names' order as a column that was added later stands last, keys and indexes. */
const postgres = `
  select format('column %s.%s %s %s %s %s', table_name, column_name, data_type, is_nullable, collation_name,
    case when is_identity = 'YES' then 'identity' else column_default end) as line
  from information_schema.columns where table_schema = 'public'
  union all
  select format('constraint %s %s', conrelid::regclass, pg_get_constraintdef(oid))
  from pg_constraint where connamespace = 'public'::regnamespace
  union all
  select format('index %s', indexdef) from pg_indexes where schemaname = 'public'
  order by line`

const sqlite = `select sql as line from sqlite_schema where sql is not null order by line`

/** One line for each table, column, key or index. */
export async function schemaOf(database: Database): Promise<string[]> {
  const text = database.engine === 'postgres' ? postgres : sqlite
  const { rows } = await database[statements].execute(text, [])
  return rows.map((row) => (row as { line: string }).line)
}
