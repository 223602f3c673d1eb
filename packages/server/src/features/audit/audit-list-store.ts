// SQL of lists of the audit log: however many entries there are, a page costs what it shows.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { day } from '../../platform/clock.ts'
import { countAtMost } from '../../platform/database/count-at-most.ts'
import type { Handle } from '../../platform/database/database.ts'
import { conditionsOf } from '../../platform/database/list-conditions.ts'
import { queries } from '../../platform/database/queries.ts'
import type { Filter, ListFields, ListPage, ListQuestion } from '../../platform/listing.ts'
import { allProjects, countIn, countsByDay } from './audit-store.ts'

export const auditFields: ListFields = {
  id: { kind: 'integer', column: 'a.id' },
  username: { kind: 'text', column: 'a.username' },
  resource: { kind: 'text', column: 'a.resource' },
  resource_type: { kind: 'text', column: 'a.resource_type' },
  operation: { kind: 'text', column: 'a.operation' },
  operation_description: { kind: 'text', column: 'a.description' },
  operation_result: { kind: 'flag', column: 'a.succeeded' },
  op_time: { kind: 'time', column: 'a.at' },
  repository: { kind: 'text' },
  listed: { kind: 'flag' },
}

export interface ListedAudit {
  readonly id: number
  readonly at: number
  readonly username: string
  readonly via: string
  readonly address: string
  readonly requestId: string
  readonly operation: string
  readonly projectId: number | null
  readonly resourceType: string
  readonly resource: string
  readonly description: string
  readonly succeeded: number
}

/** Whose entries: all there are, one project's, or those of some projects. */
export type AuditScope = 'all' | number | readonly number[]

/** Fields that have an index of their own, in the order of time; those that leave fewest come first. */
const leading = ['id', 'resource', 'username', 'operation', 'resource_type'] as const
/** Of what filters leave, no more is counted, and no page lies beyond. */
const countMost = 10_000
/** Entries that one question without a leading index looks at, and in one go: each go is some 5 ms. */
const lookMost = 200_000
const lookPiece = 2_000

const columns = [
  ...([
    'a.id',
    'a.at',
    'a.username',
    'a.via',
    'a.address',
    'a.request_id as requestId',
    'a.project_id as projectId',
    'a.operation',
  ] as const),
  ...(['a.resource_type as resourceType', 'a.resource', 'a.description', 'a.succeeded'] as const),
] as const

/** Columns that lists name otherwise. */
const partColumns: Readonly<Record<string, string>> = { 'a.resource_type': 'part.resourceType' }

/** Newest first, unless the question sorts by time the other way; no other order is known. */
export function listAudit(
  db: Handle,
  scope: AuditScope,
  question: ListQuestion,
): Promise<ListPage<ListedAudit>> {
  if (typeof scope === 'object' && scope.length === 0) return Promise.resolve({ items: [], total: 0 })
  const { filters } = question
  if (typeof scope === 'object') {
    return filters.length === 0 ? listOfSome(db, scope, question) : look(db, scope, question)
  }
  if (filters.length === 0) return listByDays(db, scope, question)
  return isLed(scope, filters) ? listDirectly(db, scope, question) : look(db, scope, question)
}

function isAscending({ sort }: ListQuestion): boolean {
  return sort[0] !== undefined && !sort[0].descending
}

/** Whether an index leads to what the filters leave: in a project only that of time does. */
function isLed(scope: 'all' | number, filters: readonly Filter[]): boolean {
  if (scope !== 'all') return filters.every(({ field }) => field === 'op_time')
  const lead = leadOf(scope, filters)
  return filters.every((filter) => filter === lead || filter.field === 'op_time')
}

/** The filter whose index is walked along, before the others look at what is found. */
function leadOf(scope: AuditScope, filters: readonly Filter[]): Filter | undefined {
  if (scope !== 'all') return undefined
  const exact = filters.filter(({ match }) => match.how === 'equals')
  return leading.flatMap((field) => exact.find((filter) => filter.field === field) ?? [])[0]
}

function base(db: Handle, scope: 'all' | number) {
  const all = queries(db).selectFrom('audit as a')
  return scope === 'all' ? all : all.where('a.project_id', '=', scope)
}

/** The same fields of rows that were found before. */
const fieldsOfPart: ListFields = Object.fromEntries(
  Object.entries(auditFields).flatMap(([name, { kind, column }]) => {
    if (column === undefined) return []
    return [[name, { kind, column: partColumns[column] ?? column.replace('a.', 'part.') }]]
  }),
)

/** Of one repository, whatever it was called by: by its name, with a tag, or with a digest. */
function repositoryConditions({ filters }: ListQuestion): RawBuilder<SqlBool>[] {
  return filters.flatMap(({ field, match }) => {
    if (field !== 'repository' || match.how !== 'equals') return []
    const name = String(match.value)
    const start = sql`substr(part.resource, 1, ${name.length + 1})`
    return [sql<SqlBool>`(part.resource = ${name} or ${start} in (${`${name}:`}, ${`${name}@`}))`]
  })
}

/**
 * Whether lists show the artifact that an entry names as one of its own by now. An index is pushed after its parts, so
 * that a push itself cannot say. Asked of each entry by unique indexes, in a form that no engine makes a join of.
 */
function listedConditions(db: Handle, { filters }: ListQuestion): RawBuilder<SqlBool>[] {
  const find = sql.raw(db.engine === 'postgres' ? 'strpos' : 'instr')
  const listedIn = (mark: '@' | ':') => {
    const at = sql`${find}(part.resource, ${mark})`
    const [name, reference] = [
      sql`substr(part.resource, 1, ${at} - 1)`,
      sql`substr(part.resource, ${at} + 1)`,
    ]
    const repository = sql`(select r.id from repositories r where r.format = 'oci' and r.path = ${name})`
    return mark === '@'
      ? sql`(select m.listed from manifests m where m.repository_id = ${repository} and m.digest = ${reference})`
      : sql`(select m.listed from tags t join manifests m on m.id = t.manifest_id
          where t.repository_id = ${repository} and t.name = ${reference})`
  }
  // A tag that is gone was one of an artifact; what has no tag and is gone may have been anything.
  const isOther = sql`${sql.ref('part.resourceType')} <> 'artifact'`
  const listed = sql`case when ${isOther} then 1 when part.resource like '%@%' then coalesce(${listedIn('@')}, 0)
    when part.resource like '%:%' then coalesce(${listedIn(':')}, 1) else 1 end`
  return filters.flatMap(({ field, match }) =>
    field === 'listed' && match.how === 'equals' ? [sql<SqlBool>`${listed} = ${match.value}`] : [],
  )
}

/** In the order of time; entries of the same moment by their id. */
function inTime(ascending: boolean): RawBuilder<unknown> {
  return ascending ? sql`a.at, a.id` : sql`a.at desc, a.id desc`
}

/** Without filters: the counts say how many there are, and in which day the page begins. */
async function listByDays(
  db: Handle,
  scope: 'all' | number,
  question: ListQuestion,
): Promise<ListPage<ListedAudit>> {
  const ascending = isAscending(question)
  const days = await countsByDay(db, scope === 'all' ? allProjects : scope)
  const total = days.reduce((sum, { rows }) => sum + rows, 0)
  let skip = question.offset
  const first = (ascending ? days.reverse() : days).find(({ rows }) => {
    if (skip < rows) return true
    skip -= rows
    return false
  })
  if (!first) return { items: [], total }
  const query = base(db, scope)
  const from = ascending
    ? query.where('a.at', '>=', first.day * day)
    : query.where('a.at', '<', (first.day + 1) * day)
  const items = await from
    .select(columns)
    .orderBy(inTime(ascending))
    .limit(question.limit)
    .offset(skip)
    .execute()
  return { items, total }
}

/** What an index leads to. */
async function listDirectly(
  db: Handle,
  scope: 'all' | number,
  question: ListQuestion,
): Promise<ListPage<ListedAudit>> {
  const query = base(db, scope).where((eb) => eb.and(conditionsOf(question, auditFields)))
  const total = await countAtMost(db, query.select(sql<number>`1`.as('one')).limit(countMost))
  if (question.offset >= total) return { items: [], total }
  const items = await query
    .select(columns)
    .orderBy(inTime(isAscending(question)))
    .limit(question.limit)
    .offset(question.offset)
    .execute()
  return { items, total }
}

/** The newest of each project, as many as the page needs, merged. */
async function listOfSome(
  db: Handle,
  scope: readonly number[],
  question: ListQuestion,
): Promise<ListPage<ListedAudit>> {
  const end = question.offset + question.limit
  // Each project is asked for all pages up to this one: later ones are looked for.
  if (scope.length > 100 || end > 1_000) return look(db, scope, question, await countIn(db, scope))
  const ascending = isAscending(question)
  const [first, ...others] = scope.map((project) =>
    queries(db)
      .selectFrom(base(db, project).select(columns).orderBy(inTime(ascending)).limit(end).as('part'))
      .selectAll(),
  )
  if (!first) return { items: [], total: 0 }
  const together = others.reduce((all, one) => all.unionAll(one), first)
  const items = await queries(db)
    .selectFrom(together.as('a'))
    .selectAll()
    .orderBy(inTime(ascending))
    .limit(question.limit)
    .offset(question.offset)
    .execute()
  return { items, total: await countIn(db, scope) }
}

/**
 * Walks along the entries in time, piece by piece, and gives others their turn in between. It ends when it has looked
 * at `lookMost`, or found enough.
 * @param known how many there are, where that is known
 */
async function look(
  db: Handle,
  scope: AuditScope,
  question: ListQuestion,
  known?: number,
): Promise<ListPage<ListedAudit>> {
  const { offset, limit, filters } = question
  // What has to be asked of each entry is asked for the page, and to know whether there is another.
  const most = filters.some(({ field }) => field === 'listed') ? offset + limit + 1 : countMost
  const items: ListedAudit[] = []
  let found = 0
  let place: Place | undefined
  for (let looked = 0; looked < lookMost && found < most; looked += lookPiece) {
    const piece = await lookAtPiece(db, scope, question, place)
    for (const row of piece.rows) {
      if (found >= offset && items.length < limit) items.push(row)
      found += 1
    }
    place = piece.next
    if (!place || (known !== undefined && items.length >= limit)) break
    await nextTurn()
  }
  return { items, total: known ?? Math.min(found, most) }
}

interface Place {
  readonly at: number
  readonly id: number
}

async function lookAtPiece(db: Handle, scope: AuditScope, question: ListQuestion, after: Place | undefined) {
  const ascending = isAscending(question)
  const lead = leadOf(scope, question.filters)
  const led = question.filters.filter((filter) => filter === lead || filter.field === 'op_time')
  let walked = base(db, typeof scope === 'number' ? scope : 'all')
    .where((eb) => eb.and(conditionsOf({ filters: led }, auditFields)))
    .orderBy(inTime(ascending))
  if (after) {
    const sign = sql.raw(ascending ? '>' : '<')
    walked = walked.where(sql<SqlBool>`(a.at, a.id) ${sign} (${after.at}, ${after.id})`)
  }
  const last = await walked
    .select(['a.at', 'a.id'])
    .limit(1)
    .offset(lookPiece - 1)
    .executeTakeFirst()
  let matching = queries(db)
    .selectFrom(walked.select(columns).limit(lookPiece).as('part'))
    .selectAll()
    .where((eb) =>
      eb.and([
        ...conditionsOf(question, fieldsOfPart),
        ...repositoryConditions(question),
        ...listedConditions(db, question),
      ]),
    )
  if (typeof scope === 'object') matching = matching.where('part.projectId', 'in', scope)
  const rows: ListedAudit[] = await matching.execute()
  const sign = ascending ? 1 : -1
  return { rows: rows.sort((a, b) => sign * (a.at - b.at || a.id - b.id)), next: last }
}
