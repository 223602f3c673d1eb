// Which steps a run has, from what lies in the project's folders.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { planLongSteps, planSteps } from './plan.ts'

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'entrepot-plan-'))
})
afterAll(() => rmSync(root, { recursive: true }))

function plant(...paths: string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), '')
  }
}

const namesOf = (steps: ReturnType<typeof planSteps>, present: boolean) =>
  steps.filter((step) => 'run' in step === present).map(({ name }) => name)

test('an empty project has all core suites, absent', () => {
  expect(namesOf(planSteps(root), true)).toEqual(['format', 'types'])
  const core = planSteps(root).filter((step) => 'absent' in step && step.core)
  const suites = [
    'unit',
    'clients',
    'console',
    'http sqlite',
    'http postgres',
    'conformance sqlite',
    'conformance postgres',
  ]
  expect(core.map(({ name }) => name)).toEqual(['boundaries', 'unused code', ...suites])
})

test('suites, generators and folders that no one listed are found', () => {
  plant(
    'packages/server/src/main.ts',
    'packages/server/src/features/tags/tags.test.ts',
    'scripts/generate-words.ts',
  )
  plant('test/http/pull/pull.test.ts', 'test/conformance/all.test.ts', 'test/clients/podman.test.ts')
  plant(
    'test/console/pages.test.ts',
    'test/process/start.test.ts',
    'test/nodes/two.test.ts',
    'test/loose.test.ts',
    'test/fixtures/image.ts',
  )
  const databases = ['http sqlite', 'http postgres', 'conformance sqlite', 'conformance postgres']
  expect(namesOf(planSteps(root), true)).toEqual(
    ['format', 'types', 'boundaries', 'unused code', 'generated words', 'unit', 'clients', 'console'].concat(
      databases,
      ['process', 'nodes', 'test'],
    ),
  )
  expect(namesOf(planSteps(root), false)).toEqual([])
})

test('the long run has the long suites, and the clients over TLS', () => {
  plant('test/long/big/blob.test.ts', 'test/clients/podman.test.ts', 'test/console-pages/all.test.ts')
  expect(namesOf(planLongSteps(root), true)).toEqual(['console pages', 'long', 'clients tls'])
})
