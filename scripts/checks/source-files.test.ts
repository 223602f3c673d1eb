// The project's source files stay small and say what they are.
import { expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LINE_LIMIT, sourceFileProblems } from './source-files.ts'

/** Tables and types that may be longer, each with its reason. */
const LONG_FILES: Record<string, string> = {
  'packages/server/src/config/settings.ts': 'the table of all settings, with their words',
  'packages/server/src/platform/database/schema.ts': 'the table of all tables, one type each',
  'packages/server/src/migrations/0001-core.ts':
    'the first tables, defined once and never changed after the release',
}

test('no source file of the project is too long or without its first line', () => {
  expect(sourceFileProblems(join(import.meta.dir, '../..'), LONG_FILES)).toEqual([])
})

test('a long file, a nameless one and an exception that is not needed are found', () => {
  const root = mkdtempSync(join(tmpdir(), 'entrepot-sources-'))
  const write = (path: string, lines: number, first = '// Says what it is.') => {
    mkdirSync(join(root, path, '..'), { recursive: true })
    writeFileSync(join(root, path), `${first}\n${'line\n'.repeat(lines - 1)}`)
  }
  try {
    write('packages/a/src/fits.ts', LINE_LIMIT)
    write('packages/a/src/long.ts', LINE_LIMIT + 1)
    write('packages/a/src/table.ts', LINE_LIMIT + 1)
    write('packages/a/node_modules/b/foreign.ts', LINE_LIMIT + 1)
    write('test/nameless.tsx', 2, "import 'bun:test'")
    const exceptions = { 'packages/a/src/table.ts': 'a table', 'packages/a/src/gone.ts': 'a table once' }
    expect(sourceFileProblems(root, exceptions)).toEqual([
      'packages/a/src/long.ts has 301 lines; the limit is 300',
      'test/nameless.tsx does not open with a line that says what it is',
      'packages/a/src/gone.ts needs no exception from the limit of lines',
    ])
  } finally {
    rmSync(root, { recursive: true })
  }
})
