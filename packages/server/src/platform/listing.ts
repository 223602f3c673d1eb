// Lists of the management API: `q`, `sort` and pages, parsed once into what stores turn into conditions.
import { Failure } from './errors.ts'

export type FieldKind = 'text' | 'integer' | 'time' | 'flag'

/** A field that a list can be filtered and sorted by. */
export interface ListField {
  readonly kind: FieldKind
  /** As SQL names it, such as `p.name`; absent when the store filters by it in a way of its own. */
  readonly column?: string
  /** Without a column, the store sorts by it in a way of its own. */
  readonly sorts?: true
}

export type ListFields = Readonly<Record<string, ListField>>

export type ListValue = string | number

export type Match =
  | { readonly how: 'equals'; readonly value: ListValue }
  | { readonly how: 'within'; readonly value: string }
  | { readonly how: 'range'; readonly min?: ListValue; readonly max?: ListValue }
  | { readonly how: 'any'; readonly values: readonly ListValue[] }
  | { readonly how: 'all'; readonly values: readonly ListValue[] }

export interface Filter {
  readonly field: string
  readonly match: Match
}

export interface ListQuestion {
  readonly filters: readonly Filter[]
  readonly sort: readonly { readonly field: string; readonly descending: boolean }[]
  readonly limit: number
  readonly offset: number
}

export interface ListPage<T> {
  readonly items: T[]
  /** Of all pages. */
  readonly total: number
}

export interface ListRequest {
  readonly q?: string | undefined
  readonly sort?: string | undefined
  readonly page: number
  readonly page_size: number
}

const largestPage = 100
/** More than a console or a script asks for; each fuzzy one is a look at every row. */
const mostFilters = 8
const mostValues = 100
const mostSortFields = 10

/**
 * What a list is asked for. Fields that it does not have are ignored, as Harbor does.
 * @throws Failure BAD_REQUEST for a `q` that is malformed, or a value that its field cannot have
 */
export function parseListQuestion(request: ListRequest, fields: ListFields): ListQuestion {
  const limit = request.page_size === 0 ? largestPage : request.page_size
  return {
    filters: parseFilters(request.q ?? '', fields),
    sort: parseSort(request.sort ?? '', fields),
    limit,
    offset: Math.min((Math.max(1, request.page) - 1) * limit, Number.MAX_SAFE_INTEGER),
  }
}

/** What indexes serve: fields whose exact value leads to few rows, and fields that rows lie sorted by. */
export interface Indexed {
  readonly exact: readonly string[]
  readonly sorted: readonly string[]
}

/** Whether a list may have to look at every row: then it is asked aside, where nothing else waits for it. */
export function takesLong({ filters, sort }: ListQuestion, { exact, sorted }: Indexed): boolean {
  const few = filters.some(({ field, match }) => exact.includes(field) && isExact(match))
  if (few) return false
  return filters.length > 0 || sort.some(({ field }) => !sorted.includes(field))
}

/** `*` and `nil` stand for any and for none. */
function isExact(match: Match): boolean {
  return match.how === 'equals' ? match.value !== '*' && match.value !== 'nil' : match.how === 'any'
}

/** One more filter, of a parameter beside `q`. */
export function withFilter(question: ListQuestion, filter: Filter | undefined): ListQuestion {
  return filter ? { ...question, filters: [...question.filters, filter] } : question
}

function parseFilters(q: string, fields: ListFields): Filter[] {
  if (q === '') return []
  const parts = unescaped(q).split(',', mostFilters + 1)
  if (parts.length > mostFilters) throw bad(`the query string has more than ${mostFilters} filters`)
  return parts
    .map(parseFilter)
    .filter(({ field }) => Object.hasOwn(fields, field))
    .map(({ field, text }) => ({ field, match: parseMatch(text, fields[field]?.kind ?? 'text') }))
}

/** Some clients encode `q` once more than the query needs. */
function unescaped(q: string): string {
  if (!q.includes('%')) return q
  const text = decoded(q)
  // PostgreSQL takes no NUL in a text.
  if (text.includes('\0')) throw bad('the query string holds a NUL character')
  return text
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function parseFilter(text: string): { field: string; text: string } {
  const sign = text.indexOf('=')
  if (sign <= 0 || sign === text.length - 1) {
    throw bad('the query string must contain "=" and the key/value cannot be empty')
  }
  return { field: text.slice(0, sign), text: text.slice(sign + 1) }
}

function parseMatch(text: string, kind: FieldKind): Match {
  const [first, last, inside] = [text[0], text.at(-1), text.slice(1, -1)]
  if (first === '~') {
    if (text.length < 2) throw invalid(text)
    return { how: 'within', value: text.slice(1) }
  }
  if (first === '[') {
    const ends = inside.split('~').map((end) => end.trim())
    if (last !== ']' || ends.length !== 2 || ends.every((end) => end === '')) throw invalid(text)
    const [min, max] = ends as [string, string]
    return {
      how: 'range',
      ...(min !== '' && { min: parseValue(min, kind) }),
      ...(max !== '' && { max: parseValue(max, kind) }),
    }
  }
  if (first === '{' || first === '(') {
    if (last !== (first === '{' ? '}' : ')')) throw invalid(text)
    const values = inside.split(' ').filter((each) => each !== '')
    if (values.length > mostValues) throw bad(`a list in the query string has more than ${mostValues} values`)
    return {
      how: first === '{' ? 'any' : 'all',
      values: values.map((value) => parseValue(value.replace(/^["']+|["']+$/g, ''), kind)),
    }
  }
  return { how: 'equals', value: parseValue(first === '\\' ? text.slice(1) : text, kind) }
}

function parseValue(text: string, kind: FieldKind): ListValue {
  if (kind === 'text') return text
  if (kind === 'integer' && /^-?\d{1,15}$/.test(text)) return Number(text)
  if (kind === 'flag' && /^(?:true|false|1|0)$/.test(text)) return text === 'true' || text === '1' ? 1 : 0
  if (kind === 'time' && /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2})?$/.test(text)) {
    const at = Date.parse(text.includes('T') ? `${text}Z` : `${text}T00:00:00Z`)
    if (!Number.isNaN(at)) return at
  }
  throw invalid(text)
}

function parseSort(sort: string, fields: ListFields): ListQuestion['sort'] {
  const parts = sort.split(',', mostSortFields + 1)
  if (parts.length > mostSortFields) throw bad(`the list can be sorted by ${mostSortFields} fields at most`)
  return parts
    .map((each) => ({ field: each.replace(/^-/, ''), descending: each.startsWith('-') }))
    .filter(({ field }) => fields[field]?.column !== undefined || fields[field]?.sorts)
}

function invalid(text: string): Failure {
  return bad(`invalid query string value: ${text.slice(0, 100)}`)
}

function bad(message: string): Failure {
  return new Failure('BAD_REQUEST', { message })
}
