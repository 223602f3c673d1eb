// A list's filters and order as SQL, for stores: the same words on both engines.
import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Filter, ListFields, ListQuestion, ListValue, Match } from '../listing.ts'

/** The conditions of all filters whose field has a column. */
export function conditionsOf(
  question: Pick<ListQuestion, 'filters'>,
  fields: ListFields,
): Expression<SqlBool>[] {
  return question.filters.flatMap(({ field, match }: Filter) => {
    const column = fields[field]?.column
    return column === undefined ? [] : [conditionOn(sql.ref(column), match)]
  })
}

/** @param column anything that can be compared, such as `sql.ref('t.name')` */
export function conditionOn(column: RawBuilder<unknown>, match: Match): RawBuilder<SqlBool> {
  switch (match.how) {
    case 'equals':
      return sql`${column} = ${match.value}`
    case 'within':
      // SQLite's LIKE knows no case; PostgreSQL's does, hence lower().
      return sql`lower(cast(${column} as text)) like ${`%${escaped(match.value.toLowerCase())}%`} escape '\\'`
    case 'range': {
      const { min, max } = match
      if (min === undefined) return sql`${column} <= ${max}`
      if (max === undefined) return sql`${column} >= ${min}`
      return sql`${column} between ${min} and ${max}`
    }
    case 'any':
      return match.values.length === 0 ? sql`1 = 0` : sql`${column} in (${listed(match.values)})`
    case 'all': {
      const equal = match.values.map((value) => sql`${column} = ${value}`)
      return equal.length === 0 ? sql`1 = 1` : sql`(${sql.join(equal, sql` and `)})`
    }
  }
}

/** The order asked for, else `otherwise`; `last` decides between equals, so that pages never overlap. */
export function orderOf(
  question: Pick<ListQuestion, 'sort'>,
  fields: ListFields,
  otherwise: RawBuilder<unknown>,
  last: string,
): RawBuilder<unknown> {
  const asked = question.sort.flatMap(({ field, descending }) => {
    const column = fields[field]?.column
    return column === undefined ? [] : [descending ? sql`${sql.ref(column)} desc` : sql`${sql.ref(column)}`]
  })
  return asked.length === 0 ? otherwise : sql.join([...asked, sql.ref(last)])
}

function listed(values: readonly ListValue[]): RawBuilder<unknown> {
  return sql.join(values.map((value) => sql`${value}`))
}

function escaped(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}
