// Reads a request's parameters and body by the schemas of its route; what does not follow them is listed in words.
import type { Route } from '@entrepot/contract'
import { z } from 'zod'
import { Failure } from '../errors.ts'
import { validationFailure } from './api-failure.ts'
import { readJson } from './body.ts'
import type { RequestContext } from './request-context.ts'

type TextKind = 'integer' | 'boolean' | 'string'
type Place = 'path' | 'query' | 'header'

/** The parameters of one place: their schema, and what their text is to be read as. */
interface Parameters {
  readonly place: Place
  readonly schema: z.ZodObject
  readonly kinds: readonly (readonly [name: string, kind: TextKind])[]
}

export class ApiInputReader {
  private readonly params: Parameters | undefined
  private readonly query: Parameters | undefined
  private readonly headers: Parameters | undefined

  constructor(
    private readonly route: Route,
    private readonly bodyLimit: number,
  ) {
    this.params = parametersOf('path', route.params)
    this.query = parametersOf('query', route.query)
    this.headers = parametersOf('header', route.headers)
  }

  /** @throws Failure 422 with every line that is wrong; 413 for a body beyond the limit */
  async read(request: Request, context: RequestContext, params: Record<string, string>) {
    const problems: string[] = []
    const parsed = {
      params: this.parse(this.params, (name) => decodeParameter(name, params[name]), problems),
      query: this.parse(this.query, (name) => context.query.get(name) ?? undefined, problems),
      headers: this.parse(this.headers, (name) => request.headers.get(name) ?? undefined, problems),
    }
    if (problems.length > 0) throw validationFailure(problems)
    return { ...parsed, body: await this.body(request) }
  }

  private parse(
    parameters: Parameters | undefined,
    textOf: (name: string) => string | undefined,
    problems: string[],
  ): unknown {
    if (!parameters) return undefined
    const { schema, kinds, place } = parameters
    const given: Record<string, unknown> = {}
    for (const [name, kind] of kinds) {
      const text = textOf(name)
      // An empty parameter is one that is not there, as with Harbor: `?page=`.
      if (text !== undefined && (text !== '' || kind === 'string')) given[name] = fromText(text, kind)
    }
    const result = schema.safeParse(given)
    if (result.success) return result.data
    for (const issue of result.error.issues) {
      const value = given[String(issue.path[0])]
      problems.push(`${issue.path.join('.')} in ${place} ${complaint(issue, value)}`)
    }
    return undefined
  }

  private async body(request: Request): Promise<unknown> {
    const { route, bodyLimit } = this
    if (!route.body) return undefined
    const type = request.headers.get('content-type')
    // What a form on any page can send is no body of this API.
    if (type !== null && !/^application\/([\w.+-]+\+)?json\s*(;|$)/i.test(type)) {
      throw new Failure('UNSUPPORTED_MEDIA_TYPE', { message: 'the body must be application/json' })
    }
    const document = await readJson(request, bodyLimit)
    const result = route.body.safeParse(document)
    if (document === undefined && !result.success) throw validationFailure(['the body is required'])
    if (result.success) return result.data
    const lines = result.error.issues.map((issue) =>
      issue.path.length === 0
        ? `the body ${complaint(issue)}`
        : `${issue.path.join('.')} in body ${complaint(issue)}`,
    )
    // Harbor lists what is wrong with a body within a list of its own.
    throw validationFailure(['validation failure list:', ...lines])
  }
}

function parametersOf(place: Place, schema: z.ZodObject | undefined): Parameters | undefined {
  if (!schema) return undefined
  const kinds = Object.entries(schema.shape).map(([name, type]) => [name, kindOf(type as z.ZodType)] as const)
  return { place, schema, kinds }
}

function kindOf(schema: z.ZodType): TextKind {
  const { type } = z.toJSONSchema(schema, { io: 'input' })
  return type === 'integer' || type === 'boolean' ? type : 'string'
}

/** What cannot be read stays text, which the schema then complains of. */
function fromText(text: string, kind: TextKind): unknown {
  if (kind === 'integer') return /^[+-]?\d{1,15}$/.test(text) ? Number(text) : text
  if (kind === 'boolean') return booleans.get(text.toLowerCase()) ?? text
  return text
}

const booleans: ReadonlyMap<string, boolean> = new Map([
  ...['true', 't', '1', 'yes'].map((word) => [word, true] as const),
  ...['false', 'f', '0', 'no'].map((word) => [word, false] as const),
])

/**
 * A path's parameter, decoded. A repository's name comes encoded twice where it has slashes (`a%252Fb`), or once;
 * no name has a percent sign, so decoding once more harms none.
 */
function decodeParameter(name: string, raw: string | undefined): string | undefined {
  if (raw === undefined || !raw.includes('%')) return raw
  let text: string
  try {
    const once = decodeURIComponent(raw)
    text = name === 'repository_name' && once.includes('%') ? decodeURIComponent(once) : once
  } catch {
    throw validationFailure([`${name} in path must be percent-encoded UTF-8`])
  }
  // `%25%30%30` turns into one only here; PostgreSQL takes none in a text.
  if (text.includes('\0')) throw validationFailure([`${name} in path must not hold a NUL character`])
  return text
}

type Issue = z.core.$ZodIssue

/** Harbor's words for what is wrong, where it has any. */
function complaint(issue: Issue, value?: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined && value === undefined && issue.message.includes('received undefined')) {
        return 'is required'
      }
      return `must be of type ${typeWords[issue.expected] ?? issue.expected}${quoted(value)}`
    case 'too_small':
      if (issue.origin === 'string') return 'is required'
      return `should be greater than or equal to ${issue.minimum}`
    case 'too_big':
      return `should be less than or equal to ${issue.maximum}`
    case 'invalid_value':
      return `should be one of [${issue.values.join(' ')}]`
    default:
      return `is not valid: ${issue.message}`
  }
}

const typeWords: Readonly<Record<string, string>> = { int: 'int64', number: 'int64', record: 'object' }

function quoted(value: unknown): string {
  return typeof value === 'string' ? `: ${JSON.stringify(value.slice(0, 100))}` : ''
}
