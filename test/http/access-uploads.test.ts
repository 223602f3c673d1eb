// An upload belongs to its repository: who knows its id and may not push there can neither see nor disturb it.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type Account, Accounts } from '../support/accounts.ts'
import { Caller, digestOf } from '../support/caller.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const repository = 'alpha/app'

let server: TestServer
let alicesAccount: Account
let alice: Caller
let bob: Caller

beforeAll(async () => {
  server = await startTestServer()
  const accounts = new Accounts(server)
  alicesAccount = await accounts.user('alice')
  const bobsAccount = await accounts.user('bob')
  await accounts.project('alpha', alicesAccount)
  await accounts.project('beta', bobsAccount)
  alice = new Caller(server.url, alicesAccount)
  bob = new Caller(server.url, bobsAccount)
})
afterAll(() => server.stop())

describe('an upload of Alice’s', () => {
  const begin = async () => {
    const answer = await alice.send('POST', `/v2/${repository}/blobs/uploads/`)
    return (answer.headers.get('location') as string).split('/').at(-1) as string
  }

  test('is unknown in a repository of Bob’s, and stays as it was', async () => {
    const uuid = await begin()
    const path = `/v2/beta/app/blobs/uploads/${uuid}`
    for (const [method, more] of [
      ['GET', ''],
      ['PATCH', ''],
      ['PUT', `?digest=${digestOf('x')}`],
      ['DELETE', ''],
    ] as const) {
      const answer = await bob.send(method, path + more, { body: method.startsWith('P') ? 'x' : undefined })
      expect([answer.status, answer.error?.code]).toEqual([404, 'BLOB_UPLOAD_UNKNOWN'])
    }
    expect((await alice.get(`/v2/${repository}/blobs/uploads/${uuid}`)).status).toBe(204)
  })

  test('goes on while Bob tries to take it over', async () => {
    const uuid = await begin()
    const { promise: bobIsDone, resolve } = Promise.withResolvers<void>()
    const { promise: firstIsRead, resolve: reading } = Promise.withResolvers<void>()
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        controller.enqueue(new TextEncoder().encode('first half, '))
        reading()
        await bobIsDone
        controller.enqueue(new TextEncoder().encode('second half'))
        controller.close()
      },
    })
    const authorization = `Basic ${btoa(`${alicesAccount.name}:${alicesAccount.password}`)}`
    const sending = fetch(`${server.url}/v2/${repository}/blobs/uploads/${uuid}`, {
      method: 'PATCH',
      body,
      headers: { authorization },
    })
    await firstIsRead
    while (!(await writing())) await Bun.sleep(5)
    const taken = await bob.send('PATCH', `/v2/beta/app/blobs/uploads/${uuid}`, { body: 'x' })
    expect(taken.status).toBe(404)
    resolve()
    const answer = await sending
    expect([answer.status, answer.headers.get('range')]).toEqual([202, '0-22'])
  })

  /** Whether the server is in the middle of a write. */
  async function writing(): Promise<boolean> {
    const admin = new Caller(server.url, new Accounts(server).admin())
    return (await admin.get('/metrics')).text.includes('entrepot_uploads_writing 1')
  }
})
