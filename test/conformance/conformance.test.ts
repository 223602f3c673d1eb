// Runs the conformance table: one test for each case.
import { afterAll, beforeAll, describe, test } from 'bun:test'
import { allCases } from './all-cases.ts'
import { Registry } from './registry.ts'
import { openRegistryUnderTest, type RegistryUnderTest } from './registry-under-test.ts'

const seed = process.env.ENTREPOT_CONFORMANCE_SEED ?? crypto.randomUUID()
const isOpen = !!process.env.ENTREPOT_CONFORMANCE_URL && !process.env.ENTREPOT_CONFORMANCE_USER

let target: RegistryUnderTest

beforeAll(async () => {
  console.info(`conformance: ENTREPOT_CONFORMANCE_SEED=${seed}`)
  target = await openRegistryUnderTest()
})

afterAll(() => target?.stop())

describe('OCI distribution', () => {
  for (const each of allCases) {
    const skipped = each.needs === 'authentication' && isOpen
    test.skipIf(skipped)(`${each.id}: ${each.title} (${each.section})`, async () => {
      const registry = new Registry(target, `${seed} ${each.id}`)
      try {
        await each.run(registry)
      } finally {
        await registry.tidy()
      }
    })
  }
})
