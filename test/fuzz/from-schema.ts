// Values for fuzzers from a JSON Schema: most that follow it, some that nearly do.
import fc from 'fast-check'

export type JsonSchema = Readonly<Record<string, unknown>>

/** What no schema asks for: other types, numbers beyond all bounds, and text that databases and parsers stumble over. */
const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(
    null,
    true,
    -1,
    0,
    1.5,
    Number.POSITIVE_INFINITY,
    -1e18,
    2 ** 31,
    2 ** 53,
    '',
    ' ',
    '0',
    'a\0b',
    '\ud800',
    '%00',
    '__proto__',
  ),
  fc.constantFrom<unknown>([], {}, [[]], 'a'.repeat(300), 'ä'.repeat(2_000), "'; drop table users; --"),
  fc.jsonValue({ maxDepth: 2 }),
)

/** Words that the server knows, so that more than refusals are met. */
const known = fc.constantFrom(
  'library',
  'fuzz',
  'app',
  'v1',
  'admin',
  'fuzzer',
  'true',
  'false',
  'name=~a',
  '-creation_time',
  'Abcdef123',
)

type Named = Readonly<Record<string, JsonSchema>>

/**
 * More than half follow the schema altogether; in the others any part may be odd.
 * @param named the document's schemas by name, for `$ref`
 */
export function following(schema: JsonSchema, named: Named): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 3, arbitrary: part(schema, named, 0) },
    { weight: 2, arbitrary: part(schema, named, 1) },
  )
}

function part(schema: JsonSchema, named: Named, odds: number): fc.Arbitrary<unknown> {
  const right = proper(schema, named, odds)
  return odds === 0 ? right : fc.oneof({ weight: 8, arbitrary: right }, { weight: odds, arbitrary: odd })
}

function proper(schema: JsonSchema, named: Named, odds: number): fc.Arbitrary<unknown> {
  const { $ref, anyOf, enum: choices, type } = schema
  if (typeof $ref === 'string') return part(named[$ref.slice($ref.lastIndexOf('/') + 1)] ?? {}, named, odds)
  if (Array.isArray(anyOf)) return fc.oneof(...anyOf.map((each: JsonSchema) => part(each, named, odds)))
  if (Array.isArray(type)) {
    const ways = type.map((each: string) => proper({ ...schema, type: each }, named, odds))
    return fc.oneof({ weight: 5, arbitrary: ways[0] as fc.Arbitrary<unknown> }, ...ways.slice(1))
  }
  if (Array.isArray(choices)) return fc.constantFrom(...choices)
  if (type === 'string') return textOf(schema)
  if (type === 'integer' || type === 'number') return numberOf(schema)
  if (type === 'boolean') return fc.boolean()
  if (type === 'null') return fc.constant(null)
  if (type === 'array')
    return fc.array(part((schema.items ?? {}) as JsonSchema, named, odds), { maxLength: 3 })
  if (type === 'object') return objectOf(schema, named, odds)
  return fc.jsonValue({ maxDepth: 2 })
}

function textOf({ format, maxLength }: JsonSchema): fc.Arbitrary<string> {
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString())
  const most = typeof maxLength === 'number' ? maxLength : 20
  return fc.oneof(
    { weight: 3, arbitrary: known },
    fc.string({ maxLength: most }),
    fc.string({ unit: 'binary', maxLength: 10 }),
  )
}

function numberOf({ minimum, maximum }: JsonSchema): fc.Arbitrary<number> {
  const min = typeof minimum === 'number' ? minimum : -3
  const max = typeof maximum === 'number' ? maximum : 2 ** 53 - 1
  return fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min, max: Math.min(max, min + 9) }) },
    fc.maxSafeInteger().map((n) => Math.min(max, Math.max(min, n))),
  )
}

function objectOf(schema: JsonSchema, named: Named, odds: number): fc.Arbitrary<unknown> {
  const { properties = {}, additionalProperties } = schema as {
    properties?: Record<string, JsonSchema>
    additionalProperties?: unknown
  }
  if (Object.keys(properties).length === 0 && typeof additionalProperties === 'object') {
    const value = part(additionalProperties as JsonSchema, named, odds)
    return fc.dictionary(fc.oneof(known, fc.string()), value, { maxKeys: 4 })
  }
  const members = Object.entries(properties).map(([name, each]) => [
    name,
    likely(name, part(each, named, odds)),
  ])
  const record = fc.record(Object.fromEntries(members) as Record<string, fc.Arbitrary<unknown>>, {
    requiredKeys: ((odds === 0 ? schema.required : undefined) as string[] | undefined) ?? [],
  })
  const { examples } = schema
  return Array.isArray(examples) ? fc.oneof(fc.constantFrom(...examples), record) : record
}

/** Where a schema only says `string`, words that make sense under this name come as well. */
function likely(name: string, value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const words = wordsOf[name]
  return words ? fc.oneof({ weight: 3, arbitrary: words }, value) : value
}

const wordsOf: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  username: fc.stringMatching(/^[a-z]{3,12}$/),
  email: fc.stringMatching(/^[a-z]{3,9}@[a-z]{3,9}\.org$/),
  realname: fc.constant('Somebody'),
  password: fc.constant('Abcdefg123'),
  new_password: fc.constant('Abcdefg123'),
  project_name: fc.stringMatching(/^[a-z]{3,12}$/),
  role_id: fc.integer({ min: 1, max: 5 }),
  name: fc.stringMatching(/^[a-z]{3,12}$/),
  public: fc.constantFrom('true', 'false'),
  metadata: fc.constantFrom({ public: 'true' }, { public: 'false', auto_scan: 'true' }),
  storage_limit: fc.constantFrom(-1, 0),
  registry_id: fc.constant(null),
  cve_allowlist: fc.constant(null),
}
