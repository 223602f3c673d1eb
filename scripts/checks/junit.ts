// Reads the JUnit report that `bun test` writes.

export type TestCase = {
  /** File, groups and title, as in `test/http/pull.test.ts: pull > answers a range`. */
  name: string
  status: 'passed' | 'failed' | 'skipped'
  /** Declared with `test.todo`. */
  todo: boolean
}

export type JunitReport = { cases: TestCase[]; files: string[] }

// Bun escapes `<` and `>` in names and messages, so that a tag in the report is never part of a text.
const TEST_CASE = /<testcase\b([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g
const TOTALS = /<testsuites\b([^>]*)>/

/** Throws if the report is cut short or does not add up to the numbers that it states. */
export function parseJunit(xml: string): JunitReport {
  const totals = TOTALS.exec(xml)?.[1]
  if (totals === undefined || !xml.trimEnd().endsWith('</testsuites>'))
    throw new Error('the report is cut short')
  const cases: TestCase[] = []
  const files = new Set<string>()
  for (const [, attributes = '', body = ''] of xml.matchAll(TEST_CASE)) {
    const file = attribute(attributes, 'file')
    files.add(file)
    // Bun lists groups from the innermost to the outermost.
    const groups = attribute(attributes, 'classname').split(' > ').reverse()
    const title = [...groups, attribute(attributes, 'name')].filter(Boolean).join(' > ')
    cases.push({ name: `${file}: ${title}`, status: statusOf(body), todo: body.includes('message="TODO"') })
  }
  const stated = ['tests', 'failures', 'skipped'].map((name) => Number(attribute(totals, name)))
  const counted = [cases.length, count(cases, 'failed'), count(cases, 'skipped')]
  if (stated.join() !== counted.join()) throw new Error(`the report states ${stated}, but holds ${counted}`)
  return { cases, files: [...files] }
}

/** How many cases ended so. */
export function count(cases: TestCase[], status: TestCase['status']): number {
  return cases.filter((testCase) => testCase.status === status).length
}

function statusOf(body: string): TestCase['status'] {
  if (/<(failure|error)\b/.test(body)) return 'failed'
  return body.includes('<skipped') ? 'skipped' : 'passed'
}

function attribute(attributes: string, name: string): string {
  return unescapeXml(new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1] ?? '')
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }

function unescapeXml(text: string): string {
  return text.replace(/&(?:#(\d+)|(\w+));/g, (whole, code, entity) =>
    code ? String.fromCodePoint(Number(code)) : (ENTITIES[entity] ?? whole),
  )
}
