// How many uploads one account may have open, when it begins them at the same moment.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { Accounts } from '../support/accounts.ts'
import { Caller } from '../support/caller.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

/** More than begin at the same moment without waiting for each other, so that both ways to count are gone. */
const limit = 12

let server: TestServer
let admin: Caller

beforeAll(async () => {
  server = await startTestServer({ settings: { 'limits.uploadsPerUser': `${limit}` } })
  admin = await pushing(new Accounts(server).admin())
})
afterAll(() => server.stop())

function pushing(account: { id: number; name: string; password: string }, repository = 'library/app') {
  return new Caller(server.url, account).withToken(`repository:${repository}:push,pull`)
}

/** A project of its own, so that nobody waits for anything but the count. */
async function somebody(name: string): Promise<Caller> {
  const accounts = new Accounts(server)
  const account = await accounts.user(name)
  await accounts.project(name, account)
  return pushing(account, `${name}/app`)
}

async function begun(caller: Caller, repository: string, times: number) {
  const begin = () => caller.send('POST', `/v2/${repository}/blobs/uploads/`)
  const answers = await Promise.all(Array.from({ length: times }, begin))
  const of = (wanted: number) => answers.filter(({ status }) => status === wanted)
  return { open: of(202), refused: of(429) }
}

test('an account gets as many at once as it may have, and no more, whatever others begin', async () => {
  const hasty = await somebody('hasty')
  const [{ open, refused }, others] = await Promise.all([
    begun(hasty, 'hasty/app', 60),
    begun(admin, 'library/app', limit),
  ])
  expect([open.length, refused.length, others.open.length]).toEqual([limit, 60 - limit, limit])
  expect(refused[0]?.error?.code).toBe('TOOMANYREQUESTS')
})

test('for one that is cancelled one more can begin', async () => {
  const patient = await somebody('patient')
  const { open } = await begun(patient, 'patient/app', limit)
  expect((await begun(patient, 'patient/app', 20)).open).toEqual([])
  expect((await patient.send('DELETE', open[0]?.headers.get('location') ?? '')).status).toBe(204)
  expect((await begun(patient, 'patient/app', 20)).open).toHaveLength(1)
})
