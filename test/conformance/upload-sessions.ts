// What may happen to an upload session beside its chunks: looked at, cancelled, broken, mistaken.
import { check, expectError, expectHeaders, expectStatus, locationOf } from './answer.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { expectPushed } from './push.ts'
import type { Registry } from './registry.ts'
import type { Repository } from './repository.ts'

/** Rounds of asking and sending again that a patient client allows. */
const mostAttempts = 50

const status: ConformanceCase[] = [
  {
    id: 'uploads.status',
    section: 'Pushing a blob in chunks',
    title: 'GET of an upload is 204 with Location, Range and the UUID, and no body',
    async run(registry) {
      const repository = registry.repository()
      const answer = await repository.patch(await repository.startUpload(), registry.random.bytes(2000))
      const looked = expectStatus(await repository.get(locationOf(expectStatus(answer, 202))), 204)
      expectHeaders(looked, { range: '0-1999', 'docker-upload-uuid': /./ })
      locationOf(looked)
      check(looked, looked.body.length === 0, 'no body')
    },
  },
  {
    id: 'uploads.status.earlier-location',
    section: 'Pushing a blob in chunks',
    title: 'GET of any earlier Location of the session reports the present offset',
    async run(registry) {
      const repository = registry.repository()
      const locations = [await repository.startUpload()]
      for (let at = 0; at < 2; at++) {
        const answer = await repository.patch(locations.at(-1) as string, registry.random.bytes(1500))
        locations.push(locationOf(expectStatus(answer, 202)))
      }
      for (const location of locations) {
        expectHeaders(expectStatus(await repository.get(location), 204), { range: '0-2999' })
      }
    },
  },
  {
    id: 'uploads.chunk-min-length',
    section: 'Pushing a blob in chunks',
    title: 'OCI-Chunk-Min-Length, where it is sent, is a whole number of bytes',
    async run(registry) {
      const answer = expectStatus(await registry.repository().post('blobs/uploads/'), 202)
      const length = answer.headers.get('oci-chunk-min-length')
      check(answer, length === null || /^[1-9]\d*$/.test(length), 'a number above 0')
    },
  },
]

/** Every request that a session takes; each must say that the session is unknown. */
async function expectUnknown(repository: Repository, location: string, registry: Registry): Promise<void> {
  const bytes = registry.random.bytes(50)
  const answers = [
    await repository.get(location),
    await repository.sendChunk(location, bytes, 0),
    await repository.closeUpload(location, registry.random.digest(), bytes),
    await repository.delete(location),
  ]
  for (const answer of answers) expectError(answer, 404, 'BLOB_UPLOAD_UNKNOWN')
}

const unknown: ConformanceCase[] = [
  {
    id: 'uploads.cancel',
    section: 'Cancel a blob upload',
    title: 'DELETE of an upload is 204, and the session is unknown from then on',
    async run(registry) {
      const repository = registry.repository()
      const location = await repository.startUpload()
      expectStatus(await repository.delete(location), 204)
      await expectUnknown(repository, location, registry)
    },
  },
  {
    id: 'uploads.cancel-begun',
    section: 'Cancel a blob upload',
    title: 'an upload that holds chunks can be cancelled too',
    async run(registry) {
      const repository = registry.repository()
      const patched = await repository.patch(await repository.startUpload(), registry.random.bytes(3000))
      const location = locationOf(expectStatus(patched, 202))
      expectStatus(await repository.delete(location), 204)
      expectError(await repository.get(location), 404, 'BLOB_UPLOAD_UNKNOWN')
    },
  },
  {
    id: 'uploads.unknown',
    section: 'Endpoints',
    title: 'a session that never was is 404 BLOB_UPLOAD_UNKNOWN on GET, PATCH, PUT and DELETE',
    async run(registry) {
      const repository = registry.repository()
      await repository.pushBlob(registry.random.blob())
      const base = new URL(`/v2/${repository.name}/blobs/uploads/`, registry.target.baseUrl)
      await expectUnknown(repository, `${base}${crypto.randomUUID()}`, registry)
    },
  },
  {
    id: 'uploads.other-repository',
    section: 'POST then PUT',
    title: 'a session of one repository cannot be used through another',
    async run(registry) {
      const [one, other] = [registry.repository(), registry.repository()]
      const blob = registry.random.blob()
      const location = await one.startUpload()
      const moved = location.replace(one.name, other.name)
      check(await one.get(location), moved !== location, 'the repository in Location')
      expectStatus(await other.closeUpload(moved, blob.digest, blob.bytes), 404, 400)
      expectStatus(await other.head(`blobs/${blob.digest}`), 404)
    },
  },
]

const mistaken: ConformanceCase[] = [
  ...['abc', '0-', '-5', '0-x', '100-0'].map((range) => ({
    id: `uploads.malformed-range.${range}`,
    section: 'Pushing a blob in chunks',
    title: `Content-Range: ${range} on a chunk is refused and takes nothing`,
    async run(registry: Registry) {
      const repository = registry.repository()
      const location = await repository.startUpload()
      const answer = await repository.patch(location, registry.random.bytes(100), { 'content-range': range })
      expectStatus(answer, 400, 416)
      const blob = registry.random.blob(2000)
      const sent = expectStatus(await repository.sendChunk(location, blob.bytes, 0), 202)
      await expectPushed(repository, await repository.closeUpload(locationOf(sent), blob.digest), blob)
    },
  })),
  {
    id: 'uploads.range-and-length-differ',
    section: 'Pushing a blob in chunks',
    title: 'a chunk whose range and length differ is refused',
    async run(registry) {
      const repository = registry.repository()
      const location = await repository.startUpload()
      const headers = { 'content-range': '0-99' }
      expectStatus(await repository.patch(location, registry.random.bytes(50), headers), 400, 416)
    },
  },
  {
    id: 'uploads.empty-patch',
    section: 'Clients: crane',
    title: 'an empty blob may be streamed: a PATCH of nothing, then the closing PUT',
    async run(registry) {
      const repository = registry.repository()
      const blob = registry.random.blob(0)
      const patched = await repository.patch(await repository.startUpload(), new Blob([]).stream())
      const location = locationOf(expectStatus(patched, 202))
      await expectPushed(repository, await repository.closeUpload(location, blob.digest), blob)
    },
  },
]

/** Sends half of the bytes and breaks the connection. */
async function sendBroken(
  repository: Repository,
  location: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const abort = new AbortController()
  let pulls = 0
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (pulls++ === 0) controller.enqueue(bytes.subarray(0, bytes.length / 2))
      else abort.abort()
    },
  })
  const headers = { 'content-type': 'application/octet-stream' }
  await repository.send('PATCH', location, { body, headers, signal: abort.signal }).catch(() => undefined)
}

/** Goes on as regclient does: ask for the offset, send the rest from there, ask again after a 416. */
async function sendRest(
  repository: Repository,
  location: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<string> {
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const looked = expectStatus(await repository.get(location), 204)
    const last = Number(looked.headers.get('range')?.split('-')[1])
    const offset = last === 0 ? 0 : last + 1
    if (offset === bytes.length) return locationOf(looked)
    const sent = await repository.sendChunk(locationOf(looked), bytes.subarray(offset), offset)
    if (sent.status === 202) return locationOf(sent)
  }
  throw new Error('the upload could not be taken up again after its connection broke')
}

const broken: ConformanceCase[] = [
  {
    id: 'uploads.resume',
    section: 'Use cases: Resumable Push',
    title: 'an upload whose connection broke goes on from the offset that GET reports',
    async run(registry) {
      const repository = registry.repository()
      const blob = registry.random.blob(400_000)
      const location = await repository.startUpload()
      await sendBroken(repository, location, blob.bytes)
      const next = await sendRest(repository, location, blob.bytes)
      await expectPushed(repository, await repository.closeUpload(next, blob.digest), blob)
    },
  },
  {
    id: 'uploads.same-chunk-at-once',
    section: 'Pushing a blob in chunks',
    title: 'of the same chunk sent twice at once one is taken, and the blob is whole',
    async run(registry) {
      const repository = registry.repository()
      const blob = registry.random.blob(100_000)
      const location = await repository.startUpload()
      const send = () => repository.sendChunk(location, blob.bytes, 0)
      const answers = await Promise.all([send(), send()])
      const taken = answers.filter((answer) => answer.status === 202)
      const last = taken[0] ?? (await repository.get(location))
      check(last, taken.length === 1, `one 202, got ${answers.map((answer) => answer.status)}`)
      await expectPushed(repository, await repository.closeUpload(locationOf(last), blob.digest), blob)
    },
  },
]

export const cases: ConformanceCase[] = [...status, ...unknown, ...mistaken, ...broken]
