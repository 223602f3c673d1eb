// What the audit log calls things: words for people, and types that can be switched off by the names of the list.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let admin: ApiCaller

interface Entry {
  readonly operation: string
  readonly resource_type: string
  readonly operation_description: string
}

async function entries(query: string): Promise<Entry[]> {
  await server.deliverEvents()
  return (await admin.get(`/auditlog-exts?page_size=100&q=${query}`)).body as Entry[]
}

beforeAll(async () => {
  server = await startTestServer()
  admin = new ApiCaller(server, new Accounts(server).admin())
})
afterAll(() => server.stop())

test('accounts that are made and deleted, and groups, have no word of the database', async () => {
  const account = { username: 'cleo', email: 'cleo@example.com', realname: 'Cleo', password: 'Secret-12345' }
  const made = await admin.post('/users', account)
  await admin.delete((made.headers.get('location') as string).replace('/api/v2.0', ''))
  await admin.post('/usergroups', { group_name: 'readers', group_type: 3 })
  const words = (await entries('username=admin')).map((entry) => entry.operation_description)
  expect(words).toContain('delete user: cleo')
  expect(words).toContain('create user_group: readers')
})

test('what is switched off by the name that the list of types has is not in it', async () => {
  const types = (await admin.get('/auditlog-exts/events')).body as { event_type: string }[]
  expect(types.map(({ event_type }) => event_type)).toContain('create_user_group')
  await admin.put('/configurations', { disabled_audit_log_event_types: 'create_user_group' })
  await admin.post('/usergroups', { group_name: 'writers', group_type: 3 })
  expect(await entries('resource=writers')).toEqual([])
})

test('each type that the log knows of is in the list', async () => {
  const listed = new Set(
    ((await admin.get('/auditlog-exts/events')).body as { event_type: string }[]).map(
      (each) => each.event_type,
    ),
  )
  const seen = (await entries('id=[1~]')).map((entry) => `${entry.operation}_${entry.resource_type}`)
  expect(seen.length).toBeGreaterThan(0)
  expect(seen.filter((type) => !listed.has(type))).toEqual([])
})
