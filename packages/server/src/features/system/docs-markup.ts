// The parts of the API's page as HTML: every text is escaped here, and nowhere else.
import type { OpenApiDocument, OpenApiOperation } from '@entrepot/contract'

export type Json = Record<string, unknown>

/** An operation with its place in the document. */
export interface PlacedOperation {
  readonly method: string
  readonly path: string
  readonly operation: OpenApiOperation
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

/** Text in which `words` between backticks are code. */
export function prose(text: string): string {
  return escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>')
}

export function operationSection(
  { method, path, operation }: PlacedOperation,
  document: OpenApiDocument,
  base: string,
): string {
  const { operationId, summary, description, parameters } = operation
  return [
    `<section class="operation" id="${operationId}">`,
    `<h3><span class="method ${method}">${method.toUpperCase()}</span> <code>${pathMarkup(path)}</code>`,
    `<a class="anchor" href="#${operationId}" aria-label="Link to this operation">#</a></h3>`,
    `<p class="summary">${prose(summary)}. ${audience({ method, path, operation })}</p>`,
    description ? `<p>${prose(description)}</p>` : '',
    parameters.length > 0 ? parameterTable(parameters) : '',
    bodyTable(operation, document),
    answerTable(operation),
    `<pre><code>${escapeHtml(curl({ method, path, operation }, document, base))}</code></pre>`,
    '</section>',
  ].join('\n')
}

/** Parameters set apart; long paths may break after a slash. */
function pathMarkup(path: string): string {
  const segments = path.split('/').map((segment) => escapeHtml(segment).replace(/^\{\w+\}$/, '<i>$&</i>'))
  return segments.join('/<wbr>')
}

function audience({ method, operation: { security } }: PlacedOperation): string {
  const open = security.some((each) => Object.keys(each).length === 0)
  if (open && security.length === 1) return 'For everybody.'
  return open && method === 'get' ? 'What one may see depends on who one is.' : 'Needs credentials.'
}

function parameterTable(parameters: OpenApiOperation['parameters']): string {
  const rows = parameters.map(({ name, in: where, required, description, schema }) =>
    row(name, `${typeOf(schema)} in ${where}${required ? ', required' : ''}`, limits(schema, description)),
  )
  return table('Parameters', rows)
}

function limits(schema: Json, description = ''): string {
  const words = [
    description,
    schema.default !== undefined && String(schema.default).length < 20
      ? `Default \`${schema.default}\`.`
      : '',
    schema.maximum !== undefined ? `At most ${schema.maximum}.` : '',
  ]
  return words.filter((each) => each !== '').join(' ')
}

function bodyTable({ requestBody }: OpenApiOperation, document: OpenApiDocument): string {
  const schema = requestBody?.content['application/json']?.schema
  if (!schema) return ''
  const { name, resolved } = resolve(schema, document)
  const properties = Object.entries((resolved.properties ?? {}) as Record<string, Json>)
  if (properties.length === 0) return '<h4>Body</h4><p>An object of strings, in JSON.</p>'
  const rows = properties.map(([key, property]) =>
    row(key, typeOf(property), String(property.description ?? '')),
  )
  return table(name ? `Body: ${typeMarkup(name)}` : 'Body', rows)
}

function answerTable({ responses }: OpenApiOperation): string {
  const rows = Object.entries(responses)
    .filter(([status]) => status !== 'default')
    .map(([status, response]) => row(status, contentOf(response), String(response.description)))
  return table('Answers', rows)
}

function contentOf(response: Json): string {
  const content = (response.content ?? {}) as Record<string, { schema: Json }>
  const schema = Object.values(content)[0]?.schema
  return schema ? typeOf(schema) : ''
}

function table(title: string, rows: string[]): string {
  return `<h4>${title}</h4>\n<div class="wide"><table>\n${rows.join('\n')}\n</table></div>`
}

/** A line of a table: a name, a type, and what it is. */
export function row(name: string, type: string, words: string): string {
  return `<tr><th scope="row"><code>${escapeHtml(name)}</code></th><td>${typeMarkup(type)}</td><td>${prose(words)}</td></tr>`
}

/** Names of schemas, which begin with a capital, lead to them. */
function typeMarkup(type: string): string {
  return escapeHtml(type).replace(/[A-Z]\w+/g, '<a href="#schema-$&">$&</a>')
}

/** A schema's type in a word or two. */
export function typeOf(schema: Json): string {
  if (typeof schema.$ref === 'string') return schema.$ref.split('/').at(-1) ?? ''
  if (Array.isArray(schema.anyOf)) {
    const some = (schema.anyOf as Json[]).filter(({ type }) => type !== 'null')
    return some.map(typeOf).join(' or ')
  }
  if (schema.type === 'array') return `list of ${typeOf((schema.items ?? {}) as Json)}`
  const [type = schema.description ? 'any value' : 'anything'] = [schema.type ?? []]
    .flat()
    .filter((each) => each !== 'null')
  return schema.format === 'date-time' ? 'time' : String(type)
}

function resolve(schema: Json, document: OpenApiDocument): { name?: string; resolved: Json } {
  if (typeof schema.$ref !== 'string') return { resolved: schema }
  const name = schema.$ref.split('/').at(-1) as string
  return { name, resolved: document.components.schemas[name] ?? {} }
}

/** A command that can be run as it is, by somebody whose password curl asks for. */
function curl({ method, path, operation }: PlacedOperation, document: OpenApiDocument, base: string): string {
  const examples = new Map(operation.parameters.map((each) => [each.name, exampleOf(each.schema)]))
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => examples.get(name) ?? name)
  const needed = operation.parameters.filter(({ in: where, required }) => where === 'query' && required)
  const query = needed.map(({ name }) => `${name}=${examples.get(name) ?? ''}`).join('&')
  const open = operation.security.length === 1 && Object.keys(operation.security[0] ?? {}).length === 0
  const verb = { get: '', head: ' --head' }[method] ?? ` -X ${method.toUpperCase()}`
  const lines = [
    `curl${open ? '' : ' -u admin'}${verb} '${base}${document.servers[0]?.url}${filled}${query && `?${query}`}'`,
  ]
  const schema = operation.requestBody?.content['application/json']?.schema
  if (schema) {
    const example = (resolve(schema, document).resolved.examples as unknown[] | undefined)?.[0] ?? {}
    lines.push(`-H 'Content-Type: application/json' -d '${JSON.stringify(example)}'`)
  }
  return lines.join(' \\\n  ')
}

function exampleOf(schema: Json): string | undefined {
  const [first] = (schema.examples ?? []) as unknown[]
  return first === undefined ? undefined : String(first)
}
