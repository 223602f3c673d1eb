// The rules of who may import whom: a tree that keeps them passes, and a breach of each one is caught.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { checkBoundaries } from './boundaries.ts'

const ROOT = join(import.meta.dir, '../..')
const CONFIG = '.dependency-cruiser.cjs'
const CRUISE_SECONDS = 60
const TEST_MS = CRUISE_SECONDS * 1000
const SERVER = 'packages/server/src'

/** A small server that keeps every rule; a file's text is the modules that it imports. */
const LAWFUL: Record<string, string[]> = {
  'packages/oci/src/index.ts': ['./digest.ts'],
  'packages/oci/src/digest.ts': [],
  'packages/contract/src/index.ts': ['zod', '@entrepot/oci'],
  'packages/cli/src/main.ts': ['@entrepot/contract', 'node:fs'],
  [`${SERVER}/main.ts`]: ['./app.ts', './config.ts'],
  [`${SERVER}/config.ts`]: ['./config/settings.ts'],
  [`${SERVER}/config/settings.ts`]: ['zod', 'yaml'],
  [`${SERVER}/app.ts`]: [
    './features/tags/module.ts',
    './features/formats/npm/index.ts',
    './drivers/storage/disk.ts',
    './drivers/database/engine.ts',
    './platform/http/serve.ts',
  ],
  [`${SERVER}/platform/errors.ts`]: [],
  [`${SERVER}/platform/http/serve.ts`]: ['hono', '../errors.ts'],
  [`${SERVER}/platform/database/database.ts`]: ['../errors.ts'],
  [`${SERVER}/platform/database/queries.ts`]: ['kysely', './database.ts'],
  [`${SERVER}/platform/jobs/jobs.ts`]: ['../database/queries.ts'],
  [`${SERVER}/features/tags/index.ts`]: ['./tags.ts', './bytes-port.ts'],
  [`${SERVER}/features/tags/module.ts`]: [
    './tags-routes.ts',
    '../../platform/http/serve.ts',
    '../../platform/jobs/jobs.ts',
  ],
  [`${SERVER}/features/tags/tags.ts`]: [
    './tags-rules.ts',
    './tags-store.ts',
    '../../platform/database/database.ts',
  ],
  [`${SERVER}/features/tags/tags-rules.ts`]: ['@entrepot/oci', '../../platform/errors.ts'],
  [`${SERVER}/features/tags/tags-store.ts`]: ['kysely', '../../platform/database/queries.ts'],
  [`${SERVER}/features/tags/tags-routes.ts`]: ['hono', './tags.ts'],
  [`${SERVER}/features/tags/bytes-port.ts`]: ['@entrepot/oci'],
  [`${SERVER}/features/tags/tags.test.ts`]: ['bun:test', './tags.ts', '../../drivers/storage/disk.ts'],
  [`${SERVER}/features/formats/npm/index.ts`]: ['../../tags/index.ts'],
  [`${SERVER}/drivers/storage/disk.ts`]: [
    '../../features/tags/bytes-port.ts',
    '../../platform/errors.ts',
    'node:fs',
  ],
  [`${SERVER}/drivers/database/engine.ts`]: ['bun:sqlite', 'kysely', '../../platform/database/database.ts'],
}

/** For each rule, a file that breaks it: its path, and the modules that it imports. */
const BREACHES: Record<string, [string, string[]][]> = {
  '1-oci-stands-alone': [['packages/oci/src/reads.ts', ['node:fs']]],
  '2-contract-knows-oci-only': [['packages/contract/src/serves.ts', ['hono']]],
  '3-clients-never-see-the-server': [['packages/cli/src/shortcut.ts', ['../../server/src/config.ts']]],
  '3-the-server-needs-no-client': [
    [`${SERVER}/features/tags/leans-on-client.ts`, ['../../../../cli/src/main.ts']],
  ],
  '4-platform-knows-no-feature': [
    [`${SERVER}/platform/knows-feature.ts`, ['../features/tags/index.ts']],
    [`${SERVER}/platform/knows-driver.ts`, ['../drivers/storage/disk.ts']],
    [`${SERVER}/platform/knows-app.ts`, ['../app.ts']],
  ],
  '5-features-know-no-driver': [
    [`${SERVER}/features/tags/knows-driver.ts`, ['../../drivers/storage/disk.ts']],
    [`${SERVER}/features/tags/knows-config.ts`, ['../../config.ts']],
    [`${SERVER}/features/tags/knows-settings.ts`, ['../../config/settings.ts']],
  ],
  '6-features-meet-at-the-front-door': [
    [`${SERVER}/features/quotas/climbs-in.ts`, ['../tags/tags.ts']],
    [`${SERVER}/features/formats/pypi/climbs-in.ts`, ['../npm/npm.ts']],
  ],
  '6-features-have-two-doors': [[`${SERVER}/commands/climbs-in.ts`, ['../features/tags/tags.ts']]],
  '7-drivers-see-ports-only': [
    [`${SERVER}/drivers/storage/sees-feature.ts`, ['../../features/tags/index.ts']],
    [`${SERVER}/drivers/storage/sees-database.ts`, ['../../platform/database/database.ts']],
    [`${SERVER}/drivers/storage/sees-engine.ts`, ['../database/engine.ts']],
  ],
  '8-rules-decide-only': [
    [`${SERVER}/features/tags/reading-rules.ts`, ['node:fs']],
    [`${SERVER}/features/tags/asking-rules.ts`, ['./tags.ts']],
  ],
  '9-only-routes-see-http': [
    [`${SERVER}/features/tags/answers.ts`, ['hono']],
    [`${SERVER}/features/tags/listens.ts`, ['node:http']],
    [`${SERVER}/platform/log/listens.ts`, ['../http/serve.ts']],
  ],
  '10-only-stores-see-the-database': [
    [`${SERVER}/features/tags/asks.ts`, ['kysely']],
    [`${SERVER}/features/tags/queries.ts`, ['../../platform/database/queries.ts']],
    [`${SERVER}/commands/opens.ts`, ['bun:sqlite']],
  ],
  '11-vendors-stay-in-drivers': [[`${SERVER}/features/tags/vendor.ts`, ['semver']]],
  '12-no-circles': [
    [`${SERVER}/platform/egg.ts`, ['./hen.ts']],
    [`${SERVER}/platform/hen.ts`, ['./egg.ts']],
  ],
  '13-no-orphans': [[`${SERVER}/features/tags/forgotten.ts`, []]],
  'tests-stay-outside': [[`${SERVER}/features/tags/leans.ts`, ['./tags.test.ts']]],
  'imports-are-found': [[`${SERVER}/features/tags/lost.ts`, ['./nowhere.ts']]],
}

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'entrepot-boundaries-'))
  for (const file of [CONFIG, 'tsconfig.json']) cpSync(join(ROOT, file), join(root, file))
  linkModules()
  for (const [path, imports] of Object.entries(LAWFUL)) plant(path, imports)
  for (const name of ['oci', 'contract']) {
    cpSync(join(ROOT, 'packages', name, 'package.json'), join(root, 'packages', name, 'package.json'))
  }
})
afterAll(() => rmSync(root, { recursive: true }))

test('every rule has a breach, and every breach a rule', async () => {
  const config: { default: { forbidden: { name: string }[] } } = await import(join(ROOT, CONFIG))
  const rules = config.default.forbidden.map(({ name }) => name)
  expect(Object.keys(BREACHES).sort()).toEqual(rules.sort())
})

test('a tree that keeps the rules passes', async () => expect(await check()).toEqual([]), TEST_MS)

test(
  'a tree without a module is not taken for a lawful one',
  async () => {
    const empty = mkdtempSync(join(root, 'empty-'))
    // Types are read from fixtures, imports are not: what a reader that understands nothing would see.
    mkdirSync(join(empty, 'packages/fixtures'), { recursive: true })
    writeFileSync(join(empty, 'packages/fixtures/unread.ts'), 'export const nothing = 0\n')
    for (const entry of [CONFIG, 'tsconfig.json', 'node_modules']) {
      symlinkSync(join(root, entry), join(empty, entry))
    }
    expect(await check(empty)).toEqual(['dependency-cruiser read no module'])
  },
  TEST_MS,
)

describe('breaches', () => {
  let found: string[]
  beforeAll(async () => {
    plant(`${SERVER}/features/formats/npm/npm.ts`, ['@entrepot/oci'])
    for (const [path, imports] of Object.values(BREACHES).flat()) plant(path, imports)
    found = await check()
  }, TEST_MS)

  for (const [rule, files] of Object.entries(BREACHES)) {
    for (const [path, imports] of files) {
      test(`${rule} catches ${path} importing ${imports.join() || 'nothing'}`, () => {
        const accusations = found.filter((line) => !line.includes(' means: '))
        expect(accusations.filter((line) => line.startsWith(`${rule}: `)).join('\n')).toContain(path)
      })
    }
  }

  test('each broken rule is explained in a sentence', () => {
    const explained = found.flatMap((line) => /^(\S+) means: [A-Za-z].*[.]$/.exec(line)?.[1] ?? [])
    expect(explained.sort()).toEqual(Object.keys(BREACHES).sort())
  })

  test('no lawful file is accused beside them', () => {
    const planted = Object.values(BREACHES).flatMap((files) => files.map(([path]) => path))
    const accusations = found.filter((line) => !line.includes(' means: '))
    expect(accusations.filter((line) => !planted.some((path) => line.includes(`: ${path}`)))).toEqual([])
  })
})

function plant(path: string, imports: string[]): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  const lines = imports.map(
    (name, index) => `import * as part${index} from '${name}'\nexport const use${index} = part${index}\n`,
  )
  writeFileSync(join(root, path), lines.join('') || 'export const nothing = 0\n')
}

/** The project's libraries, with the workspaces replaced by those of the small tree. */
function linkModules(): void {
  const modules = join(root, 'node_modules')
  mkdirSync(join(modules, '@entrepot'), { recursive: true })
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (name !== '@entrepot') symlinkSync(join(ROOT, 'node_modules', name), join(modules, name))
  }
  for (const name of ['oci', 'contract']) {
    symlinkSync(join(root, 'packages', name), join(modules, '@entrepot', name))
  }
}

async function check(folder = root): Promise<string[]> {
  const env = { ...process.env } as Record<string, string>
  const temp = mkdtempSync(join(root, 'report-'))
  return checkBoundaries({ root: folder, env, temp }, CRUISE_SECONDS)
}
