// Compares our OpenAPI document with the listing of Harbor's: each difference is one line of words.
import type { OpenApiDocument, OpenApiOperation } from '../../packages/contract/src/index.ts'
import type { HarborModel, HarborOperation, HarborParameter } from './listing.ts'

type Json = Record<string, unknown>
type Response = HarborOperation['responses'][string]

/** Ours against Harbor's, both ways: parameters, body, statuses, answers, headers. */
export function operationDifferences(ours: OpenApiOperation, harbor: HarborOperation): string[] {
  const id = ours.operationId
  return [
    ...(id === harbor.id ? [] : [`is called ${id}, not ${harbor.id}`]),
    ...parameterDifferences(ours, harbor),
    ...bodyDifferences(
      ours,
      harbor.params.find((each) => each.in === 'body'),
    ),
    ...responseDifferences(ours, harbor),
  ].map((line) => `${harbor.id}: ${line}`)
}

function parameterDifferences(ours: OpenApiOperation, { params }: HarborOperation): string[] {
  const theirs = params.filter((each) => each.in !== 'body')
  const own = ours.parameters.filter(
    (mine) => !theirs.some((each) => each.name === mine.name && each.in === mine.in),
  )
  return [
    ...own.map((mine) => `takes ${mine.name} in ${mine.in}`),
    ...theirs.flatMap((each) => {
      const mine = ours.parameters.find((one) => one.name === each.name && one.in === each.in)
      if (!mine) return [`lacks ${each.name} in ${each.in}`]
      const { schema } = mine
      const pairs: [string, unknown, unknown][] = [
        ['is', shortForm(schema), each.type],
        ['required is', mine.required, each.required ?? false],
        ['default is', schema.default, each.default],
        ['maximum is', schema.maximum, each.maximum],
        ['minimum is', schema.minimum, undefined],
      ]
      return unlike(pairs).map((line) => `${each.name} in ${each.in}: ${line}`)
    }),
  ]
}

function bodyDifferences(ours: OpenApiOperation, theirs: HarborParameter | undefined): string[] {
  const schema = ours.requestBody?.content['application/json']?.schema
  const mine = schema && shortForm(schema)
  return mine === theirs?.type ? [] : [`takes the body ${mine}, not ${theirs?.type}`]
}

function responseDifferences(ours: OpenApiOperation, harbor: HarborOperation): string[] {
  const statuses = Object.keys(ours.responses).filter((status) => status !== 'default')
  return [
    ...statuses.filter((status) => !harbor.responses[status]).map((status) => `answers ${status} too`),
    ...Object.entries(harbor.responses).flatMap(([status, theirs]) => {
      const mine = ours.responses[status]
      if (!mine) return [`never answers ${status}`]
      return answerDifferences(mine, theirs).map((line) => `${status} ${line}`)
    }),
  ]
}

function answerDifferences(mine: Json, { body, headers = [] }: Response): string[] {
  const content = Object.values((mine.content ?? {}) as Record<string, { schema: Json }>)[0]
  const short = content && shortForm(content.schema)
  const own = Object.keys((mine.headers ?? {}) as Json)
  return [
    ...(short === body ? [] : [`gives ${short}, not ${body}`]),
    ...headers.filter((name) => !own.includes(name)).map((name) => `lacks the header ${name}`),
    ...own.filter((name) => !headers.includes(name)).map((name) => `has the header ${name}`),
  ]
}

/**
 * A named schema of ours against Harbor's model of that name, both ways.
 * @param taken the names of those that requests hold
 */
export function modelDifferences(
  name: string,
  schema: Json,
  model: HarborModel | undefined,
  taken: ReadonlySet<string>,
): string[] {
  if (model === undefined) return [`${name}: is no model of Harbor's`]
  if (typeof model === 'string') return unlike([['is', shortForm(schema), model]]).map((l) => `${name}: ${l}`)
  const properties = (schema.properties ?? {}) as Record<string, Json>
  const theirs = new Map(Object.entries(model).map(([key, type]) => [bareName(key), { key, type }]))
  const own = Object.keys(properties).filter((property) => !theirs.has(property))
  const required = (schema.required ?? []) as string[]
  const lines = [...theirs].flatMap(([property, { key, type }]) => {
    const mine = properties[property]
    if (!mine) return [`lacks ${property}`]
    const must = key.includes('!')
    const isMust = required.includes(property)
    const mayBeNull = isNullable(mine)
    const isTaken = taken.has(name)
    return [
      ...unlike([['is', shortForm(mine), type.replace(/[?!]?(?:~omitempty)?$/, '')]]),
      ...(must && !isMust ? ['is not required'] : []),
      ...(!must && isMust && isTaken ? ['is required'] : []),
      // Clients send null for what they leave open, so that what is taken as well has to allow it.
      ...(mayBeNull && !/\?(?:~omitempty)?$/.test(type) && !isTaken ? ['may be null'] : []),
    ].map((line) => `${property} ${line}`)
  })
  return [...own.map((property) => `has ${property}`), ...lines].map((line) => `${name}: ${line}`)
}

/** The names of the schemas that bodies of requests reach: those may be more lenient than Harbor's, not stricter. */
export function takenSchemas({ paths, components }: OpenApiDocument): ReadonlySet<string> {
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods))
  const found = new Set<string>()
  const queue = operations.flatMap(({ requestBody }) => referencesIn(requestBody))
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (found.has(name)) continue
    found.add(name)
    queue.push(...referencesIn(components.schemas[name]))
  }
  return found
}

function referencesIn(part: unknown): string[] {
  const text = JSON.stringify(part ?? null)
  return [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name as string)
}

/** `'x.y'` and `name!` in the listing are `x.y` and `name`. */
function bareName(key: string): string {
  return key.replace(/[!?]$/, '').replace(/^'|'$/g, '')
}

/** The short form of a schema that the listing uses: `Project[]`, `integer:int64`, `map<string>`, `string(a|b)`. */
function shortForm(schema: Json): string {
  if (typeof schema.$ref === 'string') return schema.$ref.split('/').at(-1) as string
  if (Array.isArray(schema.anyOf)) {
    const [some] = (schema.anyOf as Json[]).filter(({ type }) => type !== 'null')
    return shortForm(some ?? {})
  }
  if (Array.isArray(schema.allOf)) return shortForm((schema.allOf as Json[])[0] ?? {})
  if (schema.type === 'array') return `${shortForm(schema.items as Json)}[]`
  if (schema.type === 'object' && schema.additionalProperties) {
    return `map<${shortForm(schema.additionalProperties as Json)}>`
  }
  const type = [schema.type ?? 'object'].flat().find((each) => each !== 'null')
  const choices = Array.isArray(schema.enum) ? `(${schema.enum.join('|')})` : ''
  return (schema.format ? `${type}:${schema.format}` : String(type)) + choices
}

function isNullable(schema: Json): boolean {
  if (Array.isArray(schema.anyOf)) return (schema.anyOf as Json[]).some(({ type }) => type === 'null')
  return [schema.type].flat().includes('null')
}

function unlike(pairs: readonly (readonly [string, unknown, unknown])[]): string[] {
  return pairs
    .filter(([, mine, theirs]) => mine !== theirs)
    .map(([words, mine, theirs]) => `${words} ${mine}, not ${theirs}`)
}
