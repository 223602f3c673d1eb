// How an engine would run the statements of a request: for tests that forbid walking a table, and sorting it.
import {
  type Database,
  type Handle,
  statements,
} from '../../packages/server/src/platform/database/database.ts'

export interface SeenStatement {
  readonly sql: string
  readonly parameters: readonly unknown[]
}

/** Tables as small as people are many: counting them along an index is no harm. */
const peopleMade = /"(?:users|robots)"/

/** Custom roles are so few that an administrator's question which of them grant something may walk them. */
const customRoles = /^select "id", "name" from "roles" where "permissions" like/

/** Sorts of a few rows by construction: of the few projects that somebody sees, and of the indexes that one part is in. */
const fewRows =
  /(?<!\+)(?:p\.id|r\.project_id) in \(select p\.id from projects p where p\.deleted_at|\) as part$|1 = 0/

/** What jobs ask while a test looks on: no list of the management API reads these tables. */
const ofBackground =
  /(?:from|into|update) "(?:uploads|jobs|tokens|events|deliveries|signing_keys|consumers|parked_deliveries|schedules|settings|search_\w+)"|into "audit|as "indexed"/

/** The statements that requests made. */
export function ofRequests(seen: readonly SeenStatement[]): SeenStatement[] {
  return seen.filter(({ sql }) => !ofBackground.test(sql))
}

/** What is wrong with the plans of these statements, a line for each; none when every one is led by an index. */
export async function planProblems(database: Database, seen: readonly SeenStatement[]): Promise<string[]> {
  const problems: string[] = []
  for (const statement of ofRequests(seen)) {
    if (!/^\s*select/i.test(statement.sql)) continue
    const plan = await (database.engine === 'sqlite' ? sqlitePlan : postgresPlan)(database, statement)
    const why =
      database.engine === 'sqlite' ? sqliteProblem(statement, plan) : postgresProblem(statement, plan)
    if (why) problems.push(`${why}\n${statement.sql}\n${plan.join('\n')}`)
  }
  return problems
}

async function sqlitePlan(database: Database, { sql, parameters }: SeenStatement): Promise<string[]> {
  const { rows } = await database[statements].execute(`explain query plan ${sql}`, parameters)
  return (rows as { detail: string }[]).map(({ detail }) => detail)
}

/** In a table of ten rows the planner rightly walks and sorts; without both it shows whether an index could do it. */
async function postgresPlan(database: Database, { sql, parameters }: SeenStatement): Promise<string[]> {
  return database.transaction(async (tx: Handle) => {
    for (const off of ['enable_seqscan', 'enable_sort', 'enable_bitmapscan', 'enable_incremental_sort']) {
      await tx[statements].execute(`set local ${off} = off`, [])
    }
    const { rows } = await tx[statements].execute(`explain (costs off) ${sql}`, parameters)
    return (rows as { 'QUERY PLAN': string }[]).map((row) => row['QUERY PLAN'])
  })
}

function sqliteProblem({ sql }: SeenStatement, plan: readonly string[]): string | undefined {
  if (plan.some((line) => line.includes('USE TEMP B-TREE')) && !fewRows.test(sql)) return 'it sorts'
  // `base` is the one row that the question of where somebody stands begins with; the others are rows found before,
  // by a part of the statement whose own plan is here too.
  const found = plan.flatMap((line) => /^(?:CO-ROUTINE|MATERIALIZE) (\w+)$/.exec(line)?.[1] ?? [])
  const given = new Set(['base', 'part', 'CONSTANT', ...found])
  const walked = plan.flatMap((line) => /^SCAN (\w+)$/.exec(line)?.[1] ?? [])
  if (walked.some((name) => !given.has(name)) && !customRoles.test(sql)) return 'it walks a table'
  const counts = plan.some((line) => /^SCAN \w+ USING COVERING INDEX/.test(line)) && isAggregate(sql)
  return counts && !peopleMade.test(sql) ? 'it counts a whole index' : undefined
}

function postgresProblem({ sql }: SeenStatement, plan: readonly string[]): string | undefined {
  if (plan.some((line) => /\bSort\b/.test(line)) && !fewRows.test(sql)) return 'it sorts'
  if (plan.some((line) => line.includes('Seq Scan'))) return 'it walks a table'
  // For rows named one by one PostgreSQL takes their key or another index, as its statistics say.
  const bare = isAggregate(sql) && !fewRows.test(sql) && !plan.some((line) => line.includes('Index Cond'))
  return bare && !peopleMade.test(sql) ? 'it counts a whole index' : undefined
}

function isAggregate(sql: string): boolean {
  return /\b(?:count|sum)\(/.test(sql)
}
