// A node that hangs in the middle of a chunk and wakes up later: what it still writes must not reach the blob.
import { afterAll, beforeAll, expect } from 'bun:test'
import { queries } from '../../packages/server/src/platform/database/queries.ts'
import { sharedPostgres } from '../support/postgres.ts'
import { testWith } from '../support/programs.ts'
import { RawRequest } from '../support/raw-request.ts'
import { basic, RegistryClient, randomBlob } from '../support/registry-client.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

/** Longer than a claim on an upload lasts. */
const later = 60_000
const half = 200_000

let hanging: TestServer
let other: TestServer

beforeAll(async () => {
  if (!Bun.which('postgres') && !process.env.ENTREPOT_TEST_POSTGRES_URL) return
  const settings = { 'database.url': await (await sharedPostgres()).createDatabase() }
  hanging = await startTestServer({ settings })
  const clock = () => Date.now() + later
  other = await startTestServer({ settings: { ...hanging.shared, ...settings }, clock })
})

afterAll(async () => {
  await other?.stop()
  await hanging?.stop()
})

testWith(['postgres'], 'a writer whose upload was taken over cannot change the blob', async () => {
  const [client, successor] = [hanging, other].map(
    ({ url, adminPassword }) => new RegistryClient(url, basic('admin', adminPassword)),
  ) as [RegistryClient, RegistryClient]
  const blob = randomBlob(2 * half)
  const location = await client.beginUpload('library/contested')
  expect((await client.chunk(location, blob.bytes.subarray(0, half), 0)).status).toBe(202)

  const slow = new RawRequest(hanging.host).head(`PATCH ${new URL(location, hanging.url).pathname}`, {
    ...basic('admin', hanging.adminPassword),
    'content-type': 'application/octet-stream',
    'content-length': String(3 * half),
  })
  slow.send(new Uint8Array(half).fill(1))
  await claimed()

  expect((await successor.chunk(location, blob.bytes.subarray(half), half)).status).toBe(202)
  slow.send(new Uint8Array(half).fill(2))
  expect((await successor.finish(location, blob.digest)).status).toBe(201)
  slow.send(new Uint8Array(half).fill(3))
  expect((await slow.answer).status).toBeGreaterThanOrEqual(400)

  for (const node of [client, successor]) {
    const pulled = await node.send('GET', `/v2/library/contested/blobs/${blob.digest}`)
    expect(Buffer.from(await pulled.arrayBuffer()).equals(blob.bytes)).toBe(true)
  }
})

/** Until the hanging node's request is the writer of the upload. */
async function claimed(): Promise<void> {
  for (;;) {
    const row = await queries(hanging.database).selectFrom('uploads').select('writer').executeTakeFirst()
    if (typeof row?.writer === 'string') return
    await Bun.sleep(5)
  }
}
