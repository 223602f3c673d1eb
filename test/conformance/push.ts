// Pushing a blob whole: POST then PUT, and the single POST.
import { check, expectBytes, expectError, expectHeaders, expectStatus, locationOf } from './answer.ts'
import { type ConformanceCase, forEachAlgorithm } from './conformance-case.ts'
import { type Algorithm, type Content, emptyBlob, emptyJson } from './content.ts'
import type { Registry } from './registry.ts'
import { type Repository, withQuery } from './repository.ts'

type Way = (repository: Repository, content: Content, algorithm: Algorithm) => ReturnType<Repository['put']>

/** Each way to push a blob in one piece. */
const ways: Record<string, Way> = {
  'post-put': async (repository, { bytes, digest }) =>
    repository.closeUpload(await repository.startUpload(), digest, bytes),
  'post-put-algorithm': async (repository, { bytes, digest }, algorithm) =>
    repository.closeUpload(await repository.startUpload(`?digest-algorithm=${algorithm}`), digest, bytes),
  'single-post': (repository, { bytes, digest }) =>
    repository.post(`blobs/uploads/?digest=${encodeURIComponent(digest)}`, bytes),
  'streamed-put': async (repository, { bytes, digest }) =>
    repository.closeUpload(await repository.startUpload(), digest, new Blob([bytes]).stream()),
}

/** A 201 whose Location and digest lead to the content (distribution-spec §POST then PUT). */
export async function expectPushed(
  repository: Repository,
  answer: Awaited<ReturnType<Way>>,
  content: Content,
): Promise<void> {
  expectStatus(answer, 201)
  expectHeaders(answer, { 'docker-content-digest': content.digest })
  const got = await repository.get(locationOf(answer))
  expectBytes(expectStatus(got, 200), content.bytes)
  const head = expectStatus(await repository.head(`blobs/${content.digest}`), 200)
  expectHeaders(head, { 'content-length': String(content.bytes.length) })
}

/** A 400 that leaves nothing behind. */
export async function expectRefused(
  repository: Repository,
  answer: Awaited<ReturnType<Way>>,
  digest: string,
): Promise<void> {
  expectError(answer, 400, 'DIGEST_INVALID')
  expectStatus(await repository.head(`blobs/${digest}`), 404)
}

function casesOf(wayName: string, way: Way, algorithm: Algorithm): ConformanceCase[] {
  const section = wayName === 'single-post' ? 'Single POST' : 'POST then PUT'
  const contents: [string, (registry: Registry) => Content][] = [
    ['random', (registry) => registry.random.blob(512, algorithm)],
    ['empty', () => emptyBlob(algorithm)],
    ['empty-json', () => emptyJson(algorithm)],
  ]
  return [
    ...contents.map(([name, contentFor]) => ({
      id: `push.${wayName}.${name}.${algorithm}`,
      section,
      title: `${wayName} of a ${name} blob (${algorithm}) is 201 with a Location that can be pulled`,
      async run(registry: Registry) {
        const repository = registry.repository()
        const content = contentFor(registry)
        await expectPushed(repository, await way(repository, content, algorithm), content)
      },
    })),
    {
      id: `push.${wayName}.wrong-digest.${algorithm}`,
      section: 'Pushing blobs',
      title: `${wayName} with the ${algorithm} digest of other content is 400 and stores nothing`,
      async run(registry) {
        const repository = registry.repository()
        const digest = registry.random.digest(algorithm)
        const content = { ...registry.random.blob(512, algorithm), digest }
        await expectRefused(repository, await way(repository, content, algorithm), digest)
      },
    },
  ]
}

const everyWay = forEachAlgorithm((algorithm) =>
  Object.entries(ways).flatMap(([name, way]) => casesOf(name, way, algorithm)),
)

const sessions: ConformanceCase[] = [
  {
    id: 'push.session',
    section: 'POST then PUT',
    title: 'POST is 202 with an empty body and a Location that holds the UUID of Docker-Upload-UUID',
    async run(registry) {
      const repository = registry.repository()
      const answer = expectStatus(await repository.post('blobs/uploads/'), 202)
      const uuid = answer.headers.get('docker-upload-uuid') ?? 'absent'
      const isUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(uuid)
      check(answer, isUuid, 'a UUID in Docker-Upload-UUID')
      check(answer, locationOf(answer).includes(uuid), 'that UUID in Location')
      check(answer, answer.body.length === 0, 'no body')
    },
  },
  {
    id: 'push.sessions-differ',
    section: 'POST then PUT',
    title: 'each POST begins a session of its own',
    async run(registry) {
      const repository = registry.repository()
      const locations = [await repository.startUpload(), await repository.startUpload()]
      const blobs = [registry.random.blob(), registry.random.blob()]
      for (const [at, blob] of blobs.entries()) {
        const answer = await repository.closeUpload(locations[at] as string, blob.digest, blob.bytes)
        await expectPushed(repository, answer, blob)
      }
    },
  },
  {
    id: 'push.relative-locations',
    section: 'Clients: containerd behind a TLS proxy',
    title: 'every Location of a push is a path, so that scheme and host stay the client’s',
    async run(registry) {
      const repository = registry.repository()
      const blob = registry.random.blob()
      const started = expectStatus(await repository.post('blobs/uploads/'), 202)
      const patched = expectStatus(await repository.patch(locationOf(started), blob.bytes), 202)
      const looked = expectStatus(await repository.get(locationOf(patched)), 204)
      const closed = await repository.closeUpload(locationOf(looked), blob.digest)
      const single = await repository.post(`blobs/uploads/?digest=${blob.digest}`, blob.bytes)
      const mounted = await repository.post(`blobs/uploads/?mount=${blob.digest}`)
      for (const answer of [started, patched, looked, closed, single, mounted]) {
        expectHeaders(answer, { location: /^\/v2\// })
      }
    },
  },
  {
    id: 'push.again',
    section: 'Layer Upload De-duplication',
    title: 'pushing a blob that is there already is 201 again',
    async run(registry) {
      const repository = registry.repository()
      const blob = registry.random.blob()
      await repository.pushBlob(blob)
      const answer = await repository.closeUpload(await repository.startUpload(), blob.digest, blob.bytes)
      await expectPushed(repository, answer, blob)
    },
  },
  {
    id: 'push.at-once',
    section: 'Layer Upload De-duplication',
    title: 'pushes of one blob at the same time, to one repository and to others, all succeed',
    async run(registry) {
      const blob = registry.random.blob(200_000)
      const one = registry.repository()
      const repositories = [one, one, one, registry.repository(), registry.repository()]
      const push = async (repository: Repository) => {
        const answer = await repository.closeUpload(await repository.startUpload(), blob.digest, blob.bytes)
        await expectPushed(repository, answer, blob)
      }
      await Promise.all(repositories.map(push))
    },
  },
  {
    id: 'push.session-ends',
    section: 'POST then PUT',
    title: 'a closed session is unknown afterwards',
    async run(registry) {
      const repository = registry.repository()
      const blob = registry.random.blob()
      const location = await repository.startUpload()
      expectStatus(await repository.closeUpload(location, blob.digest, blob.bytes), 201)
      expectError(await repository.get(location), 404, 'BLOB_UPLOAD_UNKNOWN')
    },
  },
  {
    id: 'push.without-digest',
    section: 'Pushing a blob in chunks',
    title: 'a closing PUT without a digest is 400',
    async run(registry) {
      const repository = registry.repository()
      const location = await repository.startUpload()
      const answer = await repository.put(location, registry.random.bytes(100))
      expectError(answer, 400, 'DIGEST_INVALID', 'BLOB_UPLOAD_INVALID')
    },
  },
  {
    id: 'push.unknown-algorithm',
    section: 'Pushing blobs',
    title: 'a session for an algorithm that the registry lacks is 400',
    async run(registry) {
      const answer = await registry.repository().post('blobs/uploads/?digest-algorithm=md5')
      expectError(answer, 400, 'DIGEST_INVALID', 'UNSUPPORTED')
    },
  },
]

/** How clients join their digest to a Location that may have a query of its own. */
const joins: [string, (location: string, digest: string) => string][] = [
  ['appended', (location, digest) => withQuery(location, { digest })],
  ['unescaped', (location, digest) => `${location}${location.includes('?') ? '&' : '?'}digest=${digest}`],
  [
    'first',
    (location, digest) => {
      const [path, query] = location.split('?')
      return `${path}?digest=${encodeURIComponent(digest)}${query ? `&${query}` : ''}`
    },
  ],
  [
    're-encoded',
    (location, digest) => {
      // Go's url.Values writes the parameters in alphabetical order and escapes them anew.
      const url = new URL(location)
      url.searchParams.set('digest', digest)
      url.searchParams.sort()
      return url.href
    },
  ],
  ['with-others', (location, digest) => withQuery(location, { _state: 'abc=', digest, ns: 'example.org' })],
]

const queries: ConformanceCase[] = joins.map(([name, join]) => ({
  id: `push.query.${name}`,
  section: 'POST then PUT',
  title: `the digest may join the query of the Location in the way "${name}"`,
  async run(registry) {
    const repository = registry.repository()
    const blob = registry.random.blob()
    const patched = await repository.patch(await repository.startUpload(), blob.bytes.subarray(0, 100))
    const location = locationOf(expectStatus(patched, 202))
    const answer = await repository.put(join(location, blob.digest), blob.bytes.subarray(100))
    await expectPushed(repository, answer, blob)
  },
}))

export const cases: ConformanceCase[] = [...everyWay, ...sessions, ...queries]
