// The table of limits: each holds as it says, and none is missing.
import { afterEach, describe, expect, test } from 'bun:test'
import { settings } from '../../packages/server/src/config/settings.ts'
import { basic, RegistryClient } from '../support/registry-client.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { cases, triedElsewhere } from './limit-cases.ts'

const running: TestServer[] = []
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop()
})

describe('the limit', () => {
  test.each(cases.map((each) => [each.limit, each] as const))(
    '%s',
    async (limit, { set, beyond, answer }) => {
      let now = Date.now()
      const server = await startTestServer({
        settings: { 'limits.drainTimeout': '0s', [`limits.${limit}`]: set },
        clock: () => now,
      })
      running.push(server)
      const client = new RegistryClient(server.url, basic('admin', server.adminPassword))
      const [status, code, words] = await beyond({ server, client, pass: (ms) => (now += ms) })
      expect([status, code, words]).toEqual([
        answer[0],
        answer[1],
        typeof answer[2] === 'string' ? expect.stringContaining(answer[2]) : expect.stringMatching(answer[2]),
      ])
    },
  )

  test('of each name is in the table, with the default that the documentation shows', () => {
    const documented = Object.entries(settings.limits.settings).map(([name, each]) => [
      name,
      String(each.default),
    ])
    const tried = [...cases.map((each) => [each.limit, each.default]), ...Object.entries(triedElsewhere)]
    expect(tried.sort()).toEqual(documented.sort())
  })
})
