// Fills a fresh server as people and their clients would, and says what it holds then.
import { Accounts } from '../../test/support/accounts.ts'
import { Caller, digestOf, imageOf, imageType } from '../../test/support/caller.ts'
import type { TestServer } from '../../test/support/server.ts'
import type { OneEngine, SnapshotContents } from '../../test/upgrades/snapshot.ts'

type Shared = Omit<SnapshotContents, 'version' | 'takenAt' | 'engines'>

const repository = 'team/services/web'
const upload = { first: 'the first half, ', rest: 'and the second' }

/**
 * Does the same on every server; only ids, times and secrets differ.
 * @param untilJobs lets the server's time pass until its recurring jobs are due
 */
export async function fill(
  server: TestServer,
  untilJobs: () => void,
): Promise<{ shared: Shared; engine: OneEngine }> {
  const people = await addPeople(server)
  const owner = new Caller(server.url, people.owner)
  const pushed = await pushImages(owner)
  const engine = { upload: await beginUpload(owner), refreshToken: await logIn(owner) }
  await pull(new Caller(server.url, people.guest))
  untilJobs()
  await server.runDueJobs()
  const { name: admin, password } = new Accounts(server).admin()
  const login = ({ name, password }: { name: string; password: string }) => ({ name, password })
  const shared = {
    admin: { name: admin, password },
    owner: login(people.owner),
    guest: login(people.guest),
    former: login(people.former),
    repository,
    ...pushed,
    upload: { repository, rest: upload.rest, digest: digestOf(upload.first + upload.rest) },
  }
  return { shared, engine }
}

async function addPeople(server: TestServer) {
  const accounts = new Accounts(server)
  const [owner, guest, former] = [
    await accounts.user('olivia'),
    await accounts.user('gustav'),
    await accounts.user('frieda'),
  ]
  const team = await accounts.project('team', owner)
  await accounts.project('open', owner, true)
  await accounts.member(team, guest, 'guest')
  await accounts.member(team, former, 'developer')
  await accounts.deleteUser(former)
  return { owner, guest, former }
}

/** Tags set, moved and deleted; an index, a referrer, a manifest that was deleted, a layer in two projects. */
async function pushImages(owner: Caller) {
  const text = 'the first layer'
  const first = await owner.pushImage(repository, '1.0', text)
  const second = await owner.pushImage(repository, 'latest', 'the second layer')
  await done(owner.putManifest(repository, 'latest', first.document), 201)
  await done(owner.putManifest(repository, 'passing', first.document), 201)
  await done(owner.send('DELETE', `/v2/${repository}/manifests/passing`), 202)
  const gone = await owner.pushImage(repository, 'gone', 'a layer that was a mistake')
  await done(owner.send('DELETE', `/v2/${repository}/manifests/${gone.manifest}`), 202)
  const index = await pushIndex(owner, [first.manifest, second.manifest])
  const subject = {
    mediaType: imageType,
    digest: first.manifest,
    size: JSON.stringify(first.document).length,
  }
  const more = { artifactType: 'application/vnd.example.sbom', subject, annotations: { made: 'long ago' } }
  const referrer = imageOf(first.layer, text.length, more)
  const referrerDigest = digestOf(JSON.stringify(referrer))
  await done(owner.putManifest(repository, referrerDigest, referrer), 201)
  const shared = await owner.pushImage('open/base', 'stable', text)
  return {
    tags: { '1.0': first.manifest, all: index, latest: first.manifest },
    referred: { subject: first.manifest, referrer: referrerDigest },
    deleted: { tag: 'gone', digest: gone.manifest },
    layer: { digest: first.layer, text },
    public: { repository: 'open/base', tag: 'stable', digest: shared.manifest },
  }
}

async function pushIndex(owner: Caller, children: readonly string[]): Promise<string> {
  const mediaType = 'application/vnd.oci.image.index.v1+json'
  const sizes = children.map(async (digest) => {
    const { headers } = await owner.get(`/v2/${repository}/manifests/${digest}`, { accept: imageType })
    return { mediaType: imageType, digest, size: Number(headers.get('content-length')) }
  })
  const body = JSON.stringify({ schemaVersion: 2, mediaType, manifests: await Promise.all(sizes) })
  const headers = { 'content-type': mediaType }
  await done(owner.send('PUT', `/v2/${repository}/manifests/all`, { body, headers }), 201)
  return digestOf(body)
}

async function beginUpload(owner: Caller): Promise<OneEngine['upload']> {
  const begun = await done(owner.send('POST', `/v2/${repository}/blobs/uploads/`), 202)
  const location = begun.headers.get('location') as string
  const headers = { 'content-range': `0-${upload.first.length - 1}` }
  await done(owner.send('PATCH', location, { body: upload.first, headers }), 202)
  return { location, offset: upload.first.length }
}

async function logIn(owner: Caller): Promise<string> {
  const answer = await done(owner.askToken([`repository:${repository}:pull`], '&offline_token=true'), 200)
  return (JSON.parse(answer.text) as { refresh_token: string }).refresh_token
}

async function pull(guest: Caller): Promise<void> {
  await done(guest.get(`/v2/${repository}/manifests/1.0`, { accept: imageType }), 200)
}

async function done<T extends { status: number; text: string }>(
  answer: Promise<T>,
  status: number,
): Promise<T> {
  const heard = await answer
  if (heard.status !== status) throw new Error(`${heard.status} instead of ${status}: ${heard.text}`)
  return heard
}
