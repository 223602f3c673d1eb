// Uploads that one account begins on two nodes at the same moment: both nodes count them.
import { afterAll, beforeAll, expect } from 'bun:test'
import { Accounts } from '../support/accounts.ts'
import { Caller } from '../support/caller.ts'
import { sharedPostgres } from '../support/postgres.ts'
import { testWith } from '../support/programs.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const limit = 12

const nodes: TestServer[] = []

beforeAll(async () => {
  if (!Bun.which('postgres') && !process.env.ENTREPOT_TEST_POSTGRES_URL) return
  const settings = {
    'database.url': await (await sharedPostgres()).createDatabase(),
    'limits.uploadsPerUser': `${limit}`,
  }
  const first = await startTestServer({ settings })
  nodes.push(first, await startTestServer({ settings: { ...first.shared, ...settings } }))
})
afterAll(async () => {
  for (const node of nodes.reverse()) await node.stop()
})

testWith(['postgres'], 'as many begin as the account may have', async () => {
  const [first] = nodes as [TestServer]
  const admin = new Accounts(first).admin()
  const callers = await Promise.all(
    nodes.map(({ url }) => new Caller(url, admin).withToken('repository:library/app:push,pull')),
  )
  const statuses = await Promise.all(
    callers.flatMap((caller) =>
      Array.from({ length: 30 }, async () => {
        return (await caller.send('POST', '/v2/library/app/blobs/uploads/')).status
      }),
    ),
  )
  expect(Object.groupBy(statuses, (status) => status)).toEqual({
    202: Array(limit).fill(202),
    429: Array(60 - limit).fill(429),
  })
})
