// What stores use to reach the tables: the query builder of a handle, and hot queries, which are compiled only once.
import {
  type Compilable,
  type Kysely,
  type KyselyPlugin,
  OperationNodeTransformer,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type QueryResult,
  type RootOperationNode,
  type UnknownRow,
  ValueNode,
} from 'kysely'
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

/** How a hot query is written; the engine is for what only one of them has, such as FOR UPDATE. */
type Build<Params, Row> = (q: Kysely<Schema>, p: Placeholder<Params>, engine: Engine) => Compilable<Row>

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
  build: Build<Params, Row>,
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

/** More bound values in one statement than either engine takes gladly, and more texts than are worth keeping. */
const listMost = 100

export interface HotListQuery<Params, Item, Row> {
  /** The rows for all items, in pieces of a hundred; none without items. */
  all(handle: Handle, params: Params, items: readonly Item[]): Promise<Row[]>
}

/**
 * A hot query over a list: for `in (…)`, and for inserting many rows. It is compiled once for each length.
 *
 *     const idsOf = hotListQuery<{ repository: number }, { name: string }, { id: number }>((q, p, items) =>
 *       q.selectFrom('tags').select('id').where('repository_id', '=', p('repository'))
 *         .where('name', 'in', items.map((item) => item('name'))))
 */
export function hotListQuery<Params, Item, Row = unknown>(
  build: (
    q: Kysely<Schema>,
    p: Placeholder<Params>,
    items: readonly Placeholder<Item>[],
    engine: Engine,
  ) => Compilable<Row>,
): HotListQuery<Params, Item, Row> {
  const ofLength: HotQuery<Record<string, unknown>, Row>[] = []
  const compiledFor = (length: number) =>
    hotQuery<Record<string, unknown>, Row>((q, p, engine) => {
      const item = (index: number) => ((name: string) => p(`${index}.${name}`)) as Placeholder<Item>
      return build(
        q,
        p as Placeholder<Params>,
        Array.from({ length }, (_, index) => item(index)),
        engine,
      )
    })
  return {
    async all(handle, params, items) {
      const rows: Row[] = []
      for (let start = 0; start < items.length; start += listMost) {
        const piece = items.slice(start, start + listMost)
        ofLength[piece.length] ??= compiledFor(piece.length)
        const values = { ...params } as Record<string, unknown>
        for (const [index, item] of piece.entries()) {
          for (const name in item) values[`${index}.${name}`] = item[name]
        }
        rows.push(...(await ofLength[piece.length]!.all(handle, values)))
      }
      return rows
    },
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

/** Whether a value that is being compiled is one that a hot query fills in at each call. */
export function isFilledInLater(value: unknown): boolean {
  return value instanceof Marker
}

/** Writes what never changes into a hot query's text: the engine then plans once, with all of it in sight. */
class ConstantsInText extends OperationNodeTransformer implements KyselyPlugin {
  transformQuery({ node, queryId }: PluginTransformQueryArgs): RootOperationNode {
    return this.transformNode(node, queryId)
  }

  async transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    return result
  }

  protected override transformValue(node: ValueNode): ValueNode {
    return isText(node.value) ? ValueNode.createImmediate(node.value) : node
  }
}
const constantsInText = new ConstantsInText()

function isText(value: unknown): boolean {
  return value === null || typeof value === 'string' || Number.isSafeInteger(value)
}

function compile<Params, Row>(handle: Handle, build: Build<Params, Row>): Compiled<Params> {
  const q = handle[builder].withPlugin(constantsInText)
  const placeholder: Placeholder<Params> = (name: keyof Params & string) => new Marker<Params>(name) as never
  const { sql, parameters } = build(q, placeholder, handle.engine).compile()
  return { sql, slots: parameters }
}
