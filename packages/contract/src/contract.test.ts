// The contract held against a listing of Harbor's API, where one lies beside the project: nothing of it may be missing.

import { describe, expect, test } from 'bun:test'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { harborOperations } from './harbor-operations.ts'
import { type Route, type Routes, routes } from './index.ts'
import { type OpenApiOperation, openApiDocument } from './openapi.ts'

const folder = join(import.meta.dir, '../../../../shared/data')
const there = existsSync(join(folder, 'harbor-v2-operations.jsonl'))
const reason = there ? '' : ' (skipped: there is no ../shared/data beside the project)'

interface Parameter {
  readonly name: string
  readonly in: string
  readonly type: string
  readonly required?: boolean
}
interface Operation {
  readonly method: string
  readonly path: string
  readonly id: string
  readonly params: readonly Parameter[]
  readonly responses: Record<string, { readonly body?: string; readonly headers?: readonly string[] }>
}
type Json = Record<string, unknown>

function linesOf(name: string): Json[] {
  if (!there) return []
  const lines = readFileSync(join(folder, name), 'utf8').trim().split('\n')
  return lines.map((line) => JSON.parse(line) as Json)
}

const theirs = linesOf('harbor-v2-operations.jsonl') as unknown as Operation[]
const models = new Map(
  linesOf('harbor-v2-models.jsonl').flatMap((line) => Object.entries(line as Record<string, Json>)),
)
const document = openApiDocument('0')
const { schemas } = document.components

/** The short form of a schema that the listing uses: `Project[]`, `integer:int64`, `map<string>`. */
function shortForm(schema: Json): string {
  if (typeof schema.$ref === 'string') return schema.$ref.split('/').at(-1) as string
  if (Array.isArray(schema.anyOf)) {
    const [some] = (schema.anyOf as Json[]).filter(({ type }) => type !== 'null')
    return shortForm(some ?? {})
  }
  if (schema.type === 'array') return `${shortForm(schema.items as Json)}[]`
  if (schema.type === 'object') return `map<${shortForm((schema.additionalProperties ?? {}) as Json)}>`
  const type = [schema.type ?? 'object'].flat().find((each) => each !== 'null')
  return schema.format ? `${type}:${schema.format}` : String(type)
}

/** Nullability and the like are said otherwise in a document of OpenAPI 3.1. */
function bare(type: string): string {
  return type.replace(/[?!]?(?:~omitempty)?$/, '').replace(/\([^)]*\)/g, '')
}

function ours(operation: Operation): OpenApiOperation | undefined {
  return document.paths[operation.path]?.[operation.method.toLowerCase()]
}

const served = theirs.filter((operation) => ours(operation) !== undefined)
const anyServed = served.length > 0 ? served.map((each) => [each.id, each] as const) : []

test.skipIf(!there)(`the project’s own list of Harbor’s operations is the whole of it${reason}`, () => {
  const all = theirs.map(({ method, path }) => `${method} ${path}`)
  expect([...harborOperations].sort()).toEqual(all.sort())
})

test('every operation served is one of Harbor’s', () => {
  for (const { method, path } of Object.values<Route>(routes)) {
    expect(harborOperations).toContain(`${method} ${path}`)
  }
})

test.skipIf(!there)(`operations have Harbor’s ids, parameters, statuses and bodies${reason}`, () => {
  expect(anyServed).toHaveLength(Object.keys(routes).length)
  for (const [id, operation] of anyServed) {
    const mine = ours(operation) as OpenApiOperation
    expect(mine.operationId).toBe(id as keyof Routes)
    for (const parameter of operation.params) expect(parameterProblem(mine, parameter)).toBe('')
    for (const [status, response] of Object.entries(operation.responses)) {
      expect(responseProblem(mine, status, response)).toBe('')
    }
  }
})

/** Failures beyond a caller's control come with the shape that `default` declares. */
function responseProblem(
  { operationId, responses }: OpenApiOperation,
  status: string,
  { body, headers = [] }: Operation['responses'][string],
): string {
  const mine =
    responses[status] ??
    (status >= '500' || undeclared.has(`${operationId} ${status}`) ? responses.default : undefined)
  if (!mine) return `${operationId}: ${status} is missing`
  const content = Object.values((mine.content ?? {}) as Record<string, { schema: Json }>)[0]
  const short = content && shortForm(content.schema)
  if (body && operationId !== 'headProject' && short !== body)
    return `${operationId} ${status}: ${short}, not ${body}`
  const lacking = headers.filter((name) => !Object.hasOwn((mine.headers ?? {}) as Json, name))
  const told = lacking.filter((name) => !(operationId === 'createTag' && name === 'Location'))
  return told.length > 0 ? `${operationId} ${status}: no ${told.join(', ')}` : ''
}

/** Statuses of Harbor's contract that the operation has no reason for here. */
const undeclared = new Set(['CopyArtifact 405', 'createTag 405'])

function parameterProblem(mine: OpenApiOperation, { name, in: where, type, required }: Parameter): string {
  const at = `${mine.operationId}: ${name}`
  if (where === 'body') {
    const schema = mine.requestBody?.content['application/json']?.schema
    return schema && shortForm(schema) === bare(type)
      ? ''
      : `${at}: the body is ${schema && shortForm(schema)}, not ${type}`
  }
  const found = mine.parameters.find((each) => each.name === name && each.in === where)
  if (!found) return `${at} is missing in ${where}`
  if (shortForm(found.schema) !== bare(type)) return `${at} is ${shortForm(found.schema)}, not ${type}`
  return required && !found.required ? `${at} is not required` : ''
}

describe('schemas', () => {
  test.skipIf(!there)(`have Harbor’s properties, of Harbor’s types${reason}`, () => {
    for (const [name, schema] of Object.entries(schemas)) {
      const wanted = models.get(name)
      if (wanted === undefined) throw new Error(`Harbor has no model ${name}`)
      if (typeof wanted === 'string') {
        expect([name, shortForm(schema)]).toEqual([name, wanted])
        continue
      }
      const properties = (schema.properties ?? {}) as Record<string, Json>
      for (const [key, type] of Object.entries(wanted as Record<string, string>)) {
        const property = key.replace(/[!?]$/, '').replace(/^'|'$/g, '')
        const mine = properties[property] && shortForm(properties[property])
        expect([name, property, mine]).toEqual([name, property, bare(type)])
      }
    }
  })
})

test('every example of a body follows its own schema', () => {
  for (const route of Object.values<Route>(routes)) {
    if (!route.body) continue
    const [example] = (route.body.meta()?.examples ?? []) as unknown[]
    expect(example).toBeDefined()
    expect(route.body.safeParse(example).success).toBe(true)
  }
})
