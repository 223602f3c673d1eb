// The management API, every operation of its OpenAPI document: whatever is asked, the answer is one that the document has.
import { beforeAll, describe, expect, test } from 'bun:test'
import { apiBase, type OperationId, openApiDocument, type Route, routes } from '@entrepot/contract'
import fc from 'fast-check'
import { Accounts } from '../support/accounts.ts'
import { testWith } from '../support/programs.ts'
import { basic } from '../support/registry-client.ts'
import { startTestServer } from '../support/server.ts'
import { holds, tellSeed, testLimit } from './budget.ts'
import { following, type JsonSchema } from './from-schema.ts'
import { type KnownIds, ManagementWorld } from './management-world.ts'
import { startWatchedServer } from './watched-server.ts'

beforeAll(() => tellSeed('management'))

/** Requests for each operation. */
const runs = 40
const document = openApiDocument('0')
const named = document.components.schemas

interface Question {
  readonly id: OperationId
  readonly method: string
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  readonly as: 'admin' | 'user' | 'nobody'
}

/** The first administrator stays as it is: without it, all else would be a 401. */
const ids = fc.oneof(
  fc.integer({ min: 2, max: 5 }),
  fc.constantFrom(0, -1, 2 ** 31, 2 ** 53, '1e3', '9'.repeat(30), ''),
)
const places: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  user_id: ids,
  project_name_or_id: mostly('fuzz', 'library', '1', '2', '9'.repeat(19), 'no-such'),
  project_name: mostly('fuzz', 'library', 'no-such'),
  repository_name: mostly('app', 'a%2Fb', 'no-such', '%2500', '\0', '%25%30%30'),
  reference: mostly('v1', 'v2', `sha256:${'0'.repeat(64)}`, 'sha256:', '\0'),
  tag_name: mostly('v1', 'v2', 'no-such'),
  meta_name: mostly('public', 'auto_scan', 'severity', 'no-such'),
  mid: fc.integer({ min: -1, max: 9 }),
  addition: mostly('build_history', 'values.yaml', 'no-such'),
}

function mostly(usual: string, ...others: string[]): fc.Arbitrary<string> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, fc.constantFrom(...others))
}

const listQuestions = fc.oneof(
  fc.string({
    unit: fc.constantFrom(
      'name',
      'id',
      'creation_time',
      'public',
      '=',
      '~',
      '[',
      ']',
      '{',
      '}',
      '(',
      ')',
      ',',
      ' ',
      '1',
      'a',
      '-',
      '2026-01-01',
      '9'.repeat(15),
    ),
  }),
  fc.string(),
)

function parameterOf(
  name: string,
  where: string,
  schema: JsonSchema,
  known: KnownIds,
): fc.Arbitrary<unknown> {
  const usual = following(schema, named)
  if (where === 'path') {
    const place = known[name] === undefined ? places[name] : fc.oneof(fc.constant(known[name]), ids)
    return place ? fc.oneof({ weight: 9, arbitrary: place }, usual) : usual
  }
  return name === 'q' || name === 'sort' ? fc.oneof(listQuestions, usual) : usual
}

/** Such a segment would make another path: nothing, or one that a client takes out. */
const segment = (value: unknown) => (/^\.{0,2}$/.test(textOf(value)) ? 'x' : value)
const encoded = (value: unknown) => encodeURIComponent(textOf(value).toWellFormed())
/** Where anything may be, an object may have a `toString` that is none. */
const textOf = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value))

function questionOf(path: string, method: string, known: KnownIds): fc.Arbitrary<Question> {
  const operation = document.paths[path]?.[method]
  if (!operation) throw new Error(`the document has no ${method} ${path}`)
  const { operationId, parameters, requestBody } = operation
  const given = parameters.map((each) => {
    const value = parameterOf(each.name, each.in, each.schema, known)
    return each.in === 'path' ? value : fc.option(value, { nil: undefined })
  })
  const schema = requestBody?.content['application/json']?.schema
  const json = schema
    ? following(schema, named).map((value) => JSON.stringify(value))
    : fc.constant(undefined)
  const broken = fc.constantFrom(
    '',
    '{',
    '[[[[',
    '"\\u0000"',
    '['.repeat(100_000),
    '{"a":'.repeat(100_000),
    'nul\0',
  )
  const body = schema ? fc.oneof({ weight: 10, arbitrary: json }, broken) : json
  return fc
    .record({
      values: fc.tuple(...given),
      body,
      as: fc.constantFrom('admin', 'admin', 'admin', 'user', 'nobody'),
    })
    .map(({ values, body, as }) => {
      const of = (where: string) =>
        parameters.flatMap((each, at) =>
          each.in === where && values[at] !== undefined ? [[each.name, values[at]] as const] : [],
        )
      const filled = of('path').reduce(
        (text, [name, value]) => text.replace(`{${name}}`, () => encoded(segment(value))),
        path,
      )
      const query = of('query').map(([name, value]) => `${name}=${encoded(value)}`)
      const headers = of('header').map(([name, value]) => [name, encoded(value)])
      return {
        id: operationId as OperationId,
        method: method.toUpperCase(),
        target: `${apiBase}${filled}${query.length > 0 ? `?${query.join('&')}` : ''}`,
        headers: Object.fromEntries(headers) as Record<string, string>,
        body,
        as: as as Question['as'],
      }
    })
}

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { operationId }]) => ({ path, method, operationId })),
)

/** What is wrong with an answer: a status that the document lacks, a body of another form. */
async function complaints(answer: Response, { id, method }: Question): Promise<string[]> {
  const route: Route = routes[id]
  const declared = route.responses[answer.status]
  if (declared?.mediaType === 'text/event-stream') return complaintsOfStream(answer)
  const text = await answer.text()
  if (answer.status >= 500 || answer.status < 200) return [`${answer.status}: ${text}`]
  // The runtime's own, without a body: a few long parameters are too many.
  if (answer.status === 431) return []
  if (!declared && answer.status < 400) return [`${answer.status} is not declared`]
  if (method === 'HEAD') return text === '' ? [] : ['a body for HEAD']
  if (answer.status >= 400) {
    const { errors } = JSON.parse(text) as { errors?: { code: unknown; message: unknown }[] }
    const [first] = errors ?? []
    const formed = typeof first?.code === 'string' && typeof first.message === 'string'
    return formed && text.length < 20_000 ? [] : [`a failure in another form: ${text.slice(0, 300)}`]
  }
  if (!declared?.body) return text === '' ? [] : [`a body that is not declared: ${text.slice(0, 300)}`]
  const isJson = (declared.mediaType ?? 'application/json') === 'application/json'
  const value = isJson ? (text === '' ? undefined : JSON.parse(text)) : text
  const result = declared.body.safeParse(value)
  return result.success ? [] : [`not of its schema: ${result.error.message}: ${text.slice(0, 300)}`]
}

/** It goes on for minutes: its first piece tells. */
async function complaintsOfStream({ body }: Response): Promise<string[]> {
  const reader = body?.getReader()
  const { value } = (await reader?.read()) ?? {}
  await reader?.cancel()
  const first = new TextDecoder().decode(value)
  return /^(?:(?:event|id|data): .*\n)+\n/.test(first) ? [] : [`no event of a stream: ${first.slice(0, 300)}`]
}

describe.each(['sqlite', 'postgres'] as const)('on %s', (engine) => {
  testWith(
    engine === 'postgres' ? ['initdb'] : [],
    'every operation answers as the document has it',
    async () => {
      const { server, faults } = await startWatchedServer(engine)
      try {
        const accounts = new Accounts(server)
        const user = await accounts.user('fuzzer')
        const headersOf = {
          admin: basic('admin', server.adminPassword),
          user: basic(user.name, user.password),
          nobody: {},
        }
        const world = new ManagementWorld(server.url, headersOf.admin)
        const successes = new Set<string>()
        for (const { path, method, operationId } of operations) {
          const known = await world.prepare()
          await holds(
            fc.asyncProperty(questionOf(path, method, known), async (question) => {
              const { method, target, headers, body, as } = question
              const json: Record<string, string> =
                body === undefined ? {} : { 'content-type': 'application/json' }
              const init = {
                method,
                headers: { ...headersOf[as], ...json, ...headers },
                redirect: 'manual' as const,
              }
              const answer = await fetch(server.url + target, body === undefined ? init : { ...init, body })
              if (answer.ok) successes.add(operationId)
              expect([await complaints(answer, question), faults()]).toEqual([[], []])
            }),
            runs,
          )
        }
        const unmet = operations.filter(({ operationId }) => !successes.has(operationId))
        console.log(
          `${engine}: no success with ${unmet.map(({ operationId }) => operationId).join(', ') || 'none'}`,
        )
        expect(unmet.length).toBeLessThan(operations.length / 3)
      } finally {
        await server.stop()
      }
    },
    testLimit,
  )
})

test('a body nested 100,000 deep is refused at once', async () => {
  const server = await startTestServer()
  try {
    const headers = { ...basic('admin', server.adminPassword), 'content-type': 'application/json' }
    const startedAt = performance.now()
    const answer = await fetch(`${server.url}${apiBase}/projects`, {
      method: 'POST',
      headers,
      body: '{"metadata":'.repeat(80_000),
    })
    expect([answer.status, performance.now() - startedAt < 1_000]).toEqual([422, true])
  } finally {
    await server.stop()
  }
})
