// Changes over the management API that meet each other: whatever the order, what is left is in order.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { countArtifacts, ensureRepository } from '../../packages/server/src/features/projects/index.ts'
import { type Account, Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { Caller, digestOf } from '../support/caller.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const indexType = 'application/vnd.oci.image.index.v1+json'

let server: TestServer
let accounts: Accounts
let ada: Account
let asAda: ApiCaller
let caller: Caller
let admin: ApiCaller

beforeAll(async () => {
  server = await startTestServer()
  accounts = new Accounts(server)
  ada = await accounts.user('ada')
  asAda = new ApiCaller(server, ada)
  caller = new Caller(server.url, ada)
  admin = new ApiCaller(server, accounts.admin())
  await accounts.project('team', ada)
})
afterAll(() => server.stop())

const statuses = (answers: readonly { status: number }[]) => answers.map(({ status }) => status).sort()
const times = <T>(n: number, work: (n: number) => Promise<T>) =>
  Promise.all(Array.from({ length: n }, (_, index) => work(index)))

test('of many who make the same project, account, member or tag, one does', async () => {
  const project = await times(6, () => asAda.post('/projects', { project_name: 'same' }))
  expect(statuses(project)).toEqual([201, 409, 409, 409, 409, 409])
  const account = { username: 'same', email: 'same@example.org', realname: 's', password: 'Sesame 2026' }
  expect(statuses(await times(3, () => admin.post('/users', account)))).toEqual([201, 409, 409])
  const member = { role_id: 2, member_user: { username: 'same' } }
  const members = await times(4, () => asAda.post('/projects/same/members', member))
  expect(statuses(members)).toEqual([201, 409, 409, 409])
  await caller.pushImage('team/same', 'v1')
  const path = '/projects/team/repositories/same/artifacts/v1/tags'
  expect(statuses(await times(4, () => asAda.post(path, { name: 'v2' })))).toEqual([201, 409, 409, 409])
})

test('two administrators who take each other’s rights leave one', async () => {
  const other = await accounts.user('second')
  await admin.put(`/users/${other.id}/sysadmin`, { sysadmin_flag: true })
  const asOther = new ApiCaller(server, other)
  const answers = await Promise.all([
    admin.put(`/users/${other.id}/sysadmin`, { sysadmin_flag: false }),
    asOther.put('/users/1/sysadmin', { sysadmin_flag: false }),
  ])
  expect(statuses(answers)).toEqual([200, 403])
  if (answers[1]?.status === 200) await asOther.put('/users/1/sysadmin', { sysadmin_flag: true })
})

test('pushes into a project that is being deleted: in it, or refused, but never lost in between', async () => {
  for (let round = 0; round < 8; round += 1) {
    const name = `going${round}`
    await accounts.project(name, ada)
    await caller.pushBlob(`${name}/app`, 'layer')
    await caller.pushBlob(`${name}/app`, '{}')
    const document = { ...image, annotations: { round: String(round) } }
    const [pushed, deleted] = await Promise.all([
      caller.putManifest(`${name}/app`, 'v1', document),
      asAda.delete(`/projects/${name}`),
    ])
    const there = await asAda.get(`/projects/${name}/repositories`)
    if (pushed.status === 201) {
      expect(deleted.status).toBe(412)
      expect(there.headers.get('x-total-count')).toBe('1')
    } else {
      expect(deleted.status).toBe(200)
      expect([403, 404]).toContain(pushed.status)
      expect(there.status).toBe(403)
    }
  }
})

test('a push that was let in before its project was deleted writes nothing', async () => {
  const id = await accounts.project('overtaken', ada)
  await caller.pushBlob('overtaken/app', 'layer')
  expect((await asAda.delete('/projects/overtaken')).status).toBe(200)
  const write = server.database.transaction(async (tx) => {
    const repository = await ensureRepository(tx, id, 'overtaken/app', Date.now())
    await countArtifacts(tx, repository, { by: 1, pushed: true }, Date.now())
  })
  expect(await write.catch((error: unknown) => error)).toMatchObject({ code: 'NAME_UNKNOWN' })
})

test('counts are what lists show after pushes, tags, and deletes at once', async () => {
  const parts = await times(4, (n) => caller.pushImage('team/busy', `part${n}`))
  const index = JSON.stringify({
    schemaVersion: 2,
    mediaType: indexType,
    manifests: parts.map(({ manifest, document }) => ({
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      digest: manifest,
      size: JSON.stringify(document).length,
    })),
  })
  const of = '/projects/team/repositories/busy/artifacts'
  for (let round = 0; round < 4; round += 1) {
    await Promise.all([
      caller.send('PUT', '/v2/team/busy/manifests/all', {
        body: index,
        headers: { 'content-type': indexType },
      }),
      ...parts.map((_, n) => caller.send('DELETE', `/v2/team/busy/manifests/part${n}`)),
    ])
    expect(await shownAndCounted(of)).toEqual([[digestOf(index)], 1, 1])
    await Promise.all([
      asAda.delete(`${of}/${digestOf(index)}`),
      ...parts.map(({ manifest }, n) => asAda.post(`${of}/${manifest}/tags`, { name: `part${n}` })),
    ])
    expect(await shownAndCounted(of)).toEqual([parts.map(({ manifest }) => manifest).sort(), 4, 4])
  }
})

test('a repository that is deleted while it is pushed to is gone, or has what was pushed last', async () => {
  for (let round = 0; round < 6; round += 1) {
    await caller.pushImage('team/torn', 'v0', `first ${round}`)
    await Promise.all([
      asAda.delete('/projects/team/repositories/torn'),
      ...[1, 2].map((n) => caller.pushImage('team/torn', `v${n}`, `${n} in round ${round}`)),
    ])
    const [shown, total, counted] = await shownAndCounted('/projects/team/repositories/torn/artifacts')
    expect(total).toBe(shown.length)
    if (counted !== undefined) expect(counted).toBe(shown.length)
    else expect(shown).toEqual([])
    await asAda.delete('/projects/team/repositories/torn')
  }
})

const image = {
  schemaVersion: 2,
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: digestOf('{}'), size: 2 },
  layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: digestOf('layer'), size: 5 }],
}

/** The digests that the list shows, its total, and the count that the repository keeps. */
async function shownAndCounted(of: string): Promise<[string[], number, number | undefined]> {
  const list = await asAda.get(of)
  const digests = list.body.map(({ digest }: { digest: string }) => digest).sort()
  const repository = await asAda.get(of.replace(/\/artifacts$/, ''))
  return [digests, Number(list.headers.get('x-total-count')), repository.body?.artifact_count]
}
