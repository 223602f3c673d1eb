// What stores use to reach the tables: the query builder of a handle, and hot queries, which are compiled only once.
import type { Compilable, Kysely } from 'kysely'
import { builder, type Engine, type Handle, statements } from './database.ts'
import type { Schema } from './schema.ts'

/** The query builder that runs its statements on `handle`. For stores only. */
export function queries(handle: Handle): Kysely<Schema> {
  return handle[builder]
}

/** Stands for a parameter of a hot query while it is built: `p('digest')` has the type of that parameter's value. */
export type Placeholder<Params> = <Name extends keyof Params & string>(name: Name) => Params[Name]

export interface HotQueryOptions {
  /** For what each pull asks: where this process is the only writer, an answer serves until the next commit. */
  readonly recalled?: boolean
}

export interface HotQuery<Params, Row> {
  /** The first row, or undefined when there is none. Add a LIMIT where more could match. */
  first(handle: Handle, params: Params): Promise<Row | undefined>
  all(handle: Handle, params: Params): Promise<Row[]>
  /** For a change without RETURNING: how many rows it touched. */
  run(handle: Handle, params: Params): Promise<{ changes: number }>
}

/**
 * A query that Kysely builds and compiles once for each engine, and that then runs as a prepared statement.
 *
 *     const tagByName = hotQuery((q, p: Placeholder<{ repository: number; name: string }>) =>
 *       q.selectFrom('tags').select('manifest_id')
 *         .where('repository_id', '=', p('repository')).where('name', '=', p('name')))
 *     const tag = await tagByName.first(tx, { repository: 7, name: 'latest' })
 *
 * The text is fixed: a placeholder is one value, never a list, and an absent or null value does not turn into IS NULL.
 */
export function hotQuery<Params, Row>(
  build: (q: Kysely<Schema>, p: Placeholder<Params>) => Compilable<Row>,
  { recalled = false }: HotQueryOptions = {},
): HotQuery<Params, Row> {
  const compiled: Partial<Record<Engine, Compiled<Params>>> = {}
  const execute = (handle: Handle, params: Params) => {
    compiled[handle.engine] ??= compile(handle, build)
    const { sql, slots } = compiled[handle.engine]!
    const values = slots.map((slot) => (slot instanceof Marker ? params[slot.name as keyof Params] : slot))
    const target = handle[statements]
    return recalled && target.recall ? target.recall(sql, values) : target.execute(sql, values)
  }
  return {
    first: async (handle, params) => (await execute(handle, params)).rows[0] as Row | undefined,
    all: async (handle, params) => (await execute(handle, params)).rows as Row[],
    run: async (handle, params) => ({ changes: (await execute(handle, params)).changes }),
  }
}

interface Compiled<Params> {
  readonly sql: string
  /** In the order of the statement's parameters: a marker to fill in, or a value written in the query itself. */
  readonly slots: readonly (Marker<Params> | unknown)[]
}

/** Goes through Kysely as a value and comes out in the compiled parameters. */
class Marker<Params> {
  constructor(readonly name: keyof Params & string) {}
}

function compile<Params, Row>(
  handle: Handle,
  build: (q: Kysely<Schema>, p: Placeholder<Params>) => Compilable<Row>,
): Compiled<Params> {
  const placeholder: Placeholder<Params> = (name: keyof Params & string) => new Marker<Params>(name) as never
  const { sql, parameters } = build(handle[builder], placeholder).compile()
  return { sql, slots: parameters }
}
