// The contract as an OpenAPI 3.1 document, made from the table of routes.
import { z } from 'zod'
import { Errors } from './common.ts'
import type { Answer, Route } from './route.ts'
import { apiBase, extensionRoutes, routes } from './routes.ts'

type Json = Record<string, unknown>

export interface OpenApiParameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required: boolean
  readonly description?: string
  readonly schema: Json
}

export interface OpenApiOperation {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly summary: string
  readonly description?: string
  readonly parameters: readonly OpenApiParameter[]
  readonly requestBody?: { readonly required: true; readonly content: Record<string, { schema: Json }> }
  readonly responses: Record<string, Json>
  readonly security: readonly Record<string, readonly string[]>[]
  /** True of what Harbor's API does not have. */
  readonly 'x-entrepot-extension'?: true
}

export interface OpenApiDocument {
  readonly openapi: '3.1.0'
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly servers: readonly { readonly url: string }[]
  readonly tags: readonly { readonly name: string }[]
  /** By path, then by method in lower case. */
  readonly paths: Record<string, Record<string, OpenApiOperation>>
  readonly components: { readonly schemas: Record<string, Json>; readonly securitySchemes: Json }
}

const headerSchemas: Record<string, Json> = {
  'X-Total-Count': { description: 'How many entries all pages have.', schema: { type: 'integer' } },
  Link: { description: 'The previous and the next page (RFC 8288).', schema: { type: 'string' } },
  Location: { description: 'The path of what was made.', schema: { type: 'string' } },
}

const security: Record<Route['auth'], OpenApiOperation['security']> = {
  none: [{}],
  optional: [{}, { basic: [] }, { bearer: [] }],
  required: [{ basic: [] }, { bearer: [] }],
}

/**
 * @param version the server's
 * @param table the operations to describe; all of them unless it says otherwise
 */
export function openApiDocument(
  version: string,
  table: Readonly<Record<string, Route>> = routes,
): OpenApiDocument {
  const schemas = new Schemas()
  const paths: OpenApiDocument['paths'] = {}
  for (const [operationId, route] of Object.entries(table)) {
    const operations = paths[route.path] ?? {}
    paths[route.path] = operations
    operations[route.method.toLowerCase()] = operation(operationId, route, schemas)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Entrepot management API',
      version,
      description:
        'Users, projects, repositories and artifacts. Names, statuses and shapes follow Harbor’s v2.0 API; what ' +
        'Harbor does not have is marked `x-entrepot-extension`.',
    },
    servers: [{ url: apiBase }],
    tags: [...new Set(Object.values(table).map(({ area }) => area))].map((name) => ({ name })),
    paths,
    components: {
      schemas: schemas.named,
      securitySchemes: {
        basic: { type: 'http', scheme: 'basic', description: 'A user’s or a robot’s name and password.' },
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'A token of /service/token, or an access token.',
        },
      },
    },
  }
}

function operation(operationId: string, route: Route, schemas: Schemas): OpenApiOperation {
  return {
    operationId,
    tags: [route.area],
    summary: route.summary,
    ...(route.description && { description: route.description }),
    parameters: [
      ...parameters('path', route.params, schemas),
      ...parameters('query', route.query, schemas),
      ...parameters('header', route.headers, schemas),
    ],
    ...(route.body && {
      requestBody: {
        required: true as const,
        content: { 'application/json': { schema: schemas.of(route.body) } },
      },
    }),
    responses: responses(route, schemas),
    security: security[route.auth],
    ...(operationId in extensionRoutes && { 'x-entrepot-extension': true as const }),
  }
}

function parameters(
  where: OpenApiParameter['in'],
  object: z.ZodObject | undefined,
  schemas: Schemas,
): OpenApiParameter[] {
  return Object.entries(object?.shape ?? {}).map(([name, type]) => {
    const { description, ...schema } = schemas.of(type as z.ZodType)
    const required = where === 'path' || !(type as z.ZodType).safeParse(undefined).success
    return { name, in: where, required, ...(description ? { description: String(description) } : {}), schema }
  })
}

function responses(route: Route, schemas: Schemas): Record<string, Json> {
  const entries = Object.entries(route.responses).map(([status, answer]) => [
    status,
    response(answer, schemas),
  ])
  const others = { words: 'Any other failure, in the same shape.', body: Errors }
  return { ...Object.fromEntries(entries), default: response(others, schemas) }
}

function response(answer: Answer, schemas: Schemas): Json {
  const { words, body, mediaType = 'application/json', headers = [] } = answer
  return {
    description: words,
    ...(headers.length > 0 && {
      headers: Object.fromEntries(headers.map((name) => [name, headerSchemas[name]])),
    }),
    ...(body && { content: { [mediaType]: { schema: schemas.of(body) } } }),
  }
}

/** Turns schemas into JSON Schema; those with an id are kept once and referred to. */
class Schemas {
  readonly named: Record<string, Json> = {}

  of(type: z.ZodType): Json {
    // Inside a wrapper even a schema with an id of its own comes out as a reference.
    const { properties, $defs } = z.toJSONSchema(z.object({ it: type }), {
      io: 'input',
      override: ({ jsonSchema }) => simplify(jsonSchema as Json),
    })
    for (const [name, schema] of Object.entries($defs ?? {})) this.named[name] ??= relocate(schema as Json)
    return relocate((properties as Record<string, Json>).it as Json)
  }
}

/** Bounds that only say what a JavaScript number holds, and ids that the document's own names repeat. */
function simplify(schema: Json): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum
  delete schema.id
}

function relocate(schema: Json): Json {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')) as Json
}
