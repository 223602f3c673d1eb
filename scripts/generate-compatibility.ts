// Writes docs/compatibility.md from the contract and the list of Harbor's operations; with --check, fails when it is not current.
import { join } from 'node:path'
import {
  extensionRoutes,
  harborOperations,
  harborRoutes,
  type Route,
} from '../packages/contract/src/index.ts'

const page = join(import.meta.dir, '..', 'docs', 'compatibility.md')
const wanted = compatibilityPage()

if (!process.argv.includes('--check')) {
  await Bun.write(page, wanted)
} else if (!(await Bun.file(page).exists()) || (await Bun.file(page).text()) !== wanted) {
  console.error(
    'docs/compatibility.md is not current: run `sh scripts/bun scripts/generate-compatibility.ts`',
  )
  process.exitCode = 1
}

function compatibilityPage(): string {
  const served = new Map(
    Object.entries<Route>(harborRoutes).map(([id, route]) => [`${route.method} ${route.path}`, id]),
  )
  const lines = harborOperations.map((operation) => {
    const [method, path] = operation.split(' ') as [string, string]
    const id = served.get(operation)
    return `| ${method} | \`${path}\` | ${id ? `served: ${id}` : 'planned'} |`
  })
  const extensions = Object.entries<Route>(extensionRoutes).map(
    ([id, { method, path, summary }]) => `| ${method} | \`${path}\` | ${id}: ${summary} |`,
  )
  const count = harborOperations.filter((operation) => served.has(operation)).length
  return `# Compatibility with Harbor's API

Entrepot's management API lies under \`/api/v2.0\` and follows the contract of Harbor's v2.0 API: the same paths,
parameters, statuses and properties. This page lists all ${harborOperations.length} operations of that API and says of
each whether this version serves it. What is planned is not routed: it answers 404, and never pretends.

${count} served, ${harborOperations.length - count} planned.

| Method | Path | |
| --- | --- | --- |
${lines.join('\n')}

## Beyond Harbor's API

These operations lie beside Harbor's, and no client of Harbor's needs them. The OpenAPI document marks them with
\`x-entrepot-extension\`.

| Method | Path | |
| --- | --- | --- |
${extensions.join('\n')}

Served besides: \`GET /api/version\`, \`GET /service/token\`, the OpenAPI document at \`/api/v2.0/openapi.json\`, and a page
to read at \`/api/docs\`.
`
}
