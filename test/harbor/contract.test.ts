// Our OpenAPI document against the listing of Harbor's API: nothing differs but what is listed with its reason.
import { expect, test } from 'bun:test'
import {
  harborOperations as allOperations,
  harborRoutes,
  openApiDocument,
} from '../../packages/contract/src/index.ts'
import { modelDifferences, operationDifferences, takenSchemas } from './contract-comparison.ts'
import { differencesOnPurpose } from './contract-differences.ts'
import { harborModels, harborOperations, hasListing, withoutListing } from './listing.ts'

const document = openApiDocument('0', harborRoutes)
const served = harborOperations().flatMap((harbor) => {
  const ours = document.paths[harbor.path]?.[harbor.method.toLowerCase()]
  return ours ? [{ ours, harbor }] : []
})

function allDifferences(): string[] {
  const models = harborModels()
  const taken = takenSchemas(document)
  return [
    ...served.flatMap(({ ours, harbor }) => operationDifferences(ours, harbor)),
    ...Object.entries(document.components.schemas).flatMap(([name, schema]) =>
      modelDifferences(name, schema, models.get(name), taken),
    ),
  ]
}

const isListed = (line: string) => differencesOnPurpose.some(({ what }) => what.test(line))

test.skipIf(!hasListing)(
  `the project’s own list of operations is the whole of Harbor’s${withoutListing}`,
  () => {
    const all = harborOperations().map(({ method, path }) => `${method} ${path}`)
    expect([...allOperations].sort()).toEqual(all.sort())
  },
)

test.skipIf(!hasListing)(
  `each operation and model is Harbor’s, or differs on purpose${withoutListing}`,
  () => {
    expect(served.length).toBeGreaterThan(40)
    expect(allDifferences().filter((line) => !isListed(line))).toEqual([])
  },
)

test.skipIf(!hasListing)(`no difference is listed that is none${withoutListing}`, () => {
  const all = allDifferences()
  const idle = differencesOnPurpose.filter(({ what }) => !all.some((line) => what.test(line)))
  expect(idle).toEqual([])
})

test.skipIf(!hasListing)(`each difference is listed once${withoutListing}`, () => {
  const twice = allDifferences().filter(
    (line) => differencesOnPurpose.filter(({ what }) => what.test(line)).length > 1,
  )
  expect(twice).toEqual([])
})

test('each listed difference has a reason of its own', () => {
  const reasons = differencesOnPurpose.map(({ why }) => why)
  expect(new Set(reasons).size).toBe(reasons.length)
  for (const why of reasons) expect(why.length).toBeGreaterThan(20)
})
