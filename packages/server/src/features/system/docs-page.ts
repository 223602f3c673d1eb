// The API's readable page: one HTML document, made on the server from the OpenAPI document, without scripts.
import { createHash } from 'node:crypto'
import type { OpenApiDocument } from '@entrepot/contract'
import {
  escapeHtml,
  type Json,
  operationSection,
  type PlacedOperation,
  prose,
  row,
  typeOf,
} from './docs-markup.ts'
import { docsStyle } from './docs-style.ts'

/** Nothing from anywhere, but this one style; no frame may show the page. */
export const docsPolicy =
  `default-src 'none'; style-src 'sha256-${createHash('sha256').update(docsStyle).digest('base64')}'; ` +
  `base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

/** @param base scheme and host that the reader came by, for the examples */
export function docsPage(document: OpenApiDocument, base: string): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const areas = document.tags.map(({ name }) => ({
    name,
    operations: operations.filter(({ operation }) => operation.tags.includes(name)),
  }))
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(document.info.title)}</title>
<style>${docsStyle}</style>
</head>
<body>
<nav aria-label="Operations">
<p class="brand">Entrepot</p>
${areas.map(({ name, operations: those }) => areaLinks(name, those)).join('\n')}
<h2><a href="#schemas">Schemas</a></h2>
</nav>
<main>
${opening(document, base)}
${areas.map(({ name, operations: those }) => areaSection(name, those, document, base)).join('\n')}
${schemaSection(document)}
</main>
</body>
</html>
`
}

function opening(document: OpenApiDocument, base: string): string {
  const { title, description, version } = document.info
  return `<header>
<h1>${escapeHtml(title)}</h1>
<p>${prose(description)} This is version ${escapeHtml(version)} at <code>${escapeHtml(base)}</code>.
For programs: <a href="/api/v2.0/openapi.json">the OpenAPI document</a>.</p>
<ul class="notes">
<li>Credentials go with each request: a user’s name and password (Basic), or a token of <code>/service/token</code>.
Pages use a session: <code>X-Harbor-CSRF-Token</code> of an answer comes back with each write.</li>
<li>Failures are <code>{"errors":[{"code":"…","message":"…"}]}</code>, with a sentence for people as the message.</li>
<li>Lists come in pages: <code>page</code>, <code>page_size</code> up to 100, <code>X-Total-Count</code> and
<code>Link</code> in the answer.</li>
<li><code>X-Request-Id</code> comes back with each answer; the server’s log has it too.</li>
</ul>
</header>`
}

function areaLinks(name: string, operations: readonly PlacedOperation[]): string {
  const links = operations.map(
    ({ method, operation: { operationId, summary } }) =>
      `<li><a href="#${operationId}"><span class="method ${method}">${method}</span>${escapeHtml(summary)}</a></li>`,
  )
  return `<h2><a href="#${escapeHtml(name)}">${escapeHtml(name)}</a></h2>\n<ul>\n${links.join('\n')}\n</ul>`
}

function areaSection(
  name: string,
  operations: readonly PlacedOperation[],
  document: OpenApiDocument,
  base: string,
): string {
  const sections = operations.map((each) => operationSection(each, document, base))
  return `<h2 id="${escapeHtml(name)}">${escapeHtml(name)}</h2>\n${sections.join('\n')}`
}

function schemaSection({ components }: OpenApiDocument): string {
  const entries = Object.entries(components.schemas).sort(([a], [b]) => (a < b ? -1 : 1))
  return `<h2 id="schemas">Schemas</h2>\n${entries.map(([name, schema]) => oneSchema(name, schema)).join('\n')}`
}

function oneSchema(name: string, schema: Json): string {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Json>)
  const rows = properties.map(([key, property]) =>
    row(key, typeOf(property), String(property.description ?? '')),
  )
  const words = schema.description ? `<p>${prose(String(schema.description))}</p>` : ''
  const body = rows.length > 0 ? `<div class="wide"><table>${rows.join('\n')}</table></div>` : ''
  return `<section class="schema" id="schema-${escapeHtml(name)}"><h3>${escapeHtml(name)}</h3>${words}${body}</section>`
}
