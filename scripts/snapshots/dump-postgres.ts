// Writes a PostgreSQL database as plain SQL, by pg_dump, without what differs from run to run.
import { requireProgram } from '../../test/support/programs.ts'

/** Session settings of pg_dump, which name features of its own version, and its remarks. */
const noise = /^(--|\\|SET |SELECT pg_catalog\.set_config\(|$)/
const insert = /^INSERT INTO /

const natural = new Intl.Collator('en', { numeric: true })

/** @returns statements that fill an empty database; rows in a fixed order, not in that of their last change */
export async function dumpPostgres(url: string): Promise<string> {
  const program = requireProgram('pg_dump')
  if ('missing' in program) throw new Error(program.missing)
  const command = [program.path, '--no-owner', '--no-privileges', '--inserts', `--dbname=${url}`]
  const dump = Bun.spawn(command, { stdout: 'pipe', stderr: 'inherit' })
  const text = await new Response(dump.stdout).text()
  if ((await dump.exited) !== 0) throw new Error('pg_dump failed')
  const lines = text.split('\n').filter((line) => !noise.test(line))
  return `${sortedInserts(lines).join('\n')}\n`
}

/** The rows of a table stand together; constraints come after all rows, so that their order is free. */
function sortedInserts(lines: readonly string[]): string[] {
  const sorted: string[] = []
  let rows: string[] = []
  const flush = () => {
    sorted.push(...rows.sort((a, b) => natural.compare(a, b) || (a < b ? -1 : 1)))
    rows = []
  }
  for (const line of lines) {
    if (insert.test(line) && !line.endsWith(');')) throw new Error(`a row spans lines: ${line.slice(0, 80)}`)
    if (insert.test(line)) rows.push(line)
    else {
      flush()
      sorted.push(line)
    }
  }
  flush()
  return sorted
}
