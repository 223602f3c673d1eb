// Uploads in chunks and streams, and the life of an upload session.
import { type Answer, check, expectHeaders, expectStatus, locationOf } from './answer.ts'
import { type ConformanceCase, forEachAlgorithm } from './conformance-case.ts'
import type { Algorithm, Content } from './content.ts'
import { expectPushed, expectRefused } from './push.ts'
import type { Registry } from './registry.ts'
import type { Repository } from './repository.ts'

/** Chunks of the cases; raised to what the registry asks for with OCI-Chunk-Min-Length. */
const smallestChunk = 1024

interface Upload {
  readonly repository: Repository
  readonly location: string
  readonly chunk: number
  readonly blob: Content
}

/** A session and a blob that needs a little less than three chunks. */
async function begin(registry: Registry, algorithm: Algorithm, query = ''): Promise<Upload> {
  const repository = registry.repository()
  const answer = expectStatus(await repository.post(`blobs/uploads/${query}`), 202)
  const chunk = Math.max(smallestChunk, Number(answer.headers.get('oci-chunk-min-length') ?? 0))
  const blob = registry.random.blob(chunk * 3 - 5, algorithm)
  return { repository, location: locationOf(answer), chunk, blob }
}

/** Sends the blob's bytes from `start` up to `end` and expects them to be taken. */
async function sendPart(upload: Upload, location: string, start: number, end: number): Promise<string> {
  const part = upload.blob.bytes.subarray(start, end)
  return accepted(await upload.repository.sendChunk(location, part, start), end)
}

/** A 202 that reports `end` bytes; returns where the next chunk goes. */
function accepted(answer: Answer, end: number): string {
  expectStatus(answer, 202)
  expectHeaders(answer, { range: `0-${end - 1}` })
  check(answer, answer.headers.has('docker-upload-uuid'), 'Docker-Upload-UUID')
  return locationOf(answer)
}

/** Asks how far the upload is (distribution-spec end-13); returns where it goes on. */
async function expectOffset(upload: Upload, location: string, offset: number): Promise<string> {
  const answer = expectStatus(await upload.repository.get(location), 204)
  expectHeaders(answer, { range: offset === 0 ? /^0-/ : `0-${offset - 1}` })
  return locationOf(answer)
}

async function close(upload: Upload, location: string, from = upload.blob.bytes.length): Promise<void> {
  const rest = upload.blob.bytes.subarray(from)
  const end = upload.blob.bytes.length - 1
  const answer =
    rest.length > 0
      ? await upload.repository.closeUpload(location, upload.blob.digest, rest, {
          'content-range': `${from}-${end}`,
        })
      : await upload.repository.closeUpload(location, upload.blob.digest)
  await expectPushed(upload.repository, answer, upload.blob)
}

const chunked = forEachAlgorithm((algorithm) => [
  ...['', `?digest-algorithm=${algorithm}`].map((query) => ({
    id: `uploads.chunked.three${query ? '-with-algorithm' : ''}.${algorithm}`,
    section: 'Pushing a blob in chunks',
    title: `three chunks, each to the Location of the one before, make a ${algorithm} blob (POST ${query})`,
    async run(registry: Registry) {
      const upload = await begin(registry, algorithm, query)
      const { chunk, blob } = upload
      let location = await sendPart(upload, upload.location, 0, chunk)
      location = await sendPart(upload, location, chunk, 2 * chunk)
      location = await sendPart(upload, location, 2 * chunk, blob.bytes.length)
      await close(upload, location)
    },
  })),
  {
    id: `uploads.chunked.one.${algorithm}`,
    section: 'Pushing a blob in chunks',
    title: `one chunk and an empty closing PUT make a ${algorithm} blob`,
    async run(registry) {
      const upload = await begin(registry, algorithm)
      await close(upload, await sendPart(upload, upload.location, 0, upload.blob.bytes.length))
    },
  },
  {
    id: `uploads.chunked.last-in-put.${algorithm}`,
    section: 'Pushing a blob in chunks',
    title: `the last chunk of a ${algorithm} blob may come with the closing PUT`,
    async run(registry) {
      const upload = await begin(registry, algorithm)
      const first = await sendPart(upload, upload.location, 0, upload.chunk)
      const second = await sendPart(upload, first, upload.chunk, 2 * upload.chunk)
      await close(upload, second, 2 * upload.chunk)
    },
  },
  {
    id: `uploads.streamed.${algorithm}`,
    section: 'Clients: Docker, crane',
    title: `one PATCH without length and range, then an empty PUT, make a ${algorithm} blob`,
    async run(registry) {
      const upload = await begin(registry, algorithm)
      const { repository, blob } = upload
      const answer = await repository.patch(upload.location, new Blob([blob.bytes]).stream())
      await close(upload, accepted(answer, blob.bytes.length))
    },
  },
  {
    id: `uploads.streamed-twice.${algorithm}`,
    section: 'Clients: Docker',
    title: `a second PATCH without a range goes on where the first ended (${algorithm})`,
    async run(registry) {
      const upload = await begin(registry, algorithm)
      const { repository, blob, chunk } = upload
      const first = await repository.patch(upload.location, blob.bytes.subarray(0, chunk))
      const second = await repository.patch(accepted(first, chunk), blob.bytes.subarray(chunk))
      await close(upload, accepted(second, blob.bytes.length))
    },
  },
])

const refused = forEachAlgorithm((algorithm) => [
  {
    id: `uploads.wrong-digest.chunked.${algorithm}`,
    section: 'Pushing blobs',
    title: `chunks that do not have the ${algorithm} digest of the closing PUT are 400 and stored nowhere`,
    async run(registry) {
      const upload = await begin(registry, algorithm)
      const digest = registry.random.digest(algorithm)
      const location = await sendPart(upload, upload.location, 0, upload.blob.bytes.length)
      await expectRefused(upload.repository, await upload.repository.closeUpload(location, digest), digest)
    },
  },
  {
    id: `uploads.wrong-digest.last-in-put.${algorithm}`,
    section: 'Pushing blobs',
    title: `the same with the last chunk in the closing PUT (${algorithm})`,
    async run(registry) {
      const upload = await begin(registry, algorithm)
      const { repository, blob, chunk } = upload
      const digest = registry.random.digest(algorithm)
      const location = await sendPart(upload, upload.location, 0, chunk)
      const range = { 'content-range': `${chunk}-${blob.bytes.length - 1}` }
      const answer = await repository.closeUpload(location, digest, blob.bytes.subarray(chunk), range)
      await expectRefused(repository, answer, digest)
    },
  },
  {
    id: `uploads.wrong-digest.streamed.${algorithm}`,
    section: 'Pushing blobs',
    title: `a stream that does not have the ${algorithm} digest is 400 and stored nowhere`,
    async run(registry) {
      const { repository, blob, location } = await begin(registry, algorithm)
      const digest = registry.random.digest(algorithm)
      const answer = await repository.patch(location, new Blob([blob.bytes]).stream())
      const closed = await repository.closeUpload(accepted(answer, blob.bytes.length), digest)
      await expectRefused(repository, closed, digest)
    },
  },
  {
    id: `uploads.out-of-order.skipped.${algorithm}`,
    section: 'Pushing a blob in chunks',
    title: `a chunk that leaves a gap is 416; the session goes on where GET says (${algorithm})`,
    async run(registry) {
      const upload = await begin(registry, algorithm)
      const { repository, blob, chunk } = upload
      const first = await sendPart(upload, upload.location, 0, chunk)
      const gap = blob.bytes.subarray(2 * chunk)
      expectStatus(await repository.sendChunk(first, gap, 2 * chunk), 416)
      const next = await expectOffset(upload, first, chunk)
      await close(upload, await sendPart(upload, next, chunk, blob.bytes.length))
    },
  },
  {
    id: `uploads.out-of-order.repeated.${algorithm}`,
    section: 'Pushing a blob in chunks',
    title: `a chunk that was sent already is 416; the session goes on where GET says (${algorithm})`,
    async run(registry) {
      const upload = await begin(registry, algorithm)
      const { repository, blob, chunk } = upload
      const first = await sendPart(upload, upload.location, 0, chunk)
      expectStatus(await repository.sendChunk(first, blob.bytes.subarray(0, chunk), 0), 416)
      const next = await expectOffset(upload, first, chunk)
      await close(upload, await sendPart(upload, next, chunk, blob.bytes.length))
    },
  },
  {
    id: `uploads.out-of-order.first.${algorithm}`,
    section: 'Pushing a blob in chunks',
    title: `a first chunk that does not begin at 0 is 416, and the session can still be used (${algorithm})`,
    async run(registry) {
      const upload = await begin(registry, algorithm)
      const { repository, blob, chunk } = upload
      const later = blob.bytes.subarray(chunk, 2 * chunk)
      expectStatus(await repository.sendChunk(upload.location, later, chunk), 416)
      const next = await expectOffset(upload, upload.location, 0)
      await close(upload, await sendPart(upload, next, 0, blob.bytes.length))
    },
  },
  {
    id: `uploads.out-of-order.closing-put.${algorithm}`,
    section: 'Pushing a blob in chunks',
    title: `a last chunk out of order in the closing PUT is 416, and a right one still closes (${algorithm})`,
    async run(registry) {
      const upload = await begin(registry, algorithm)
      const { repository, blob, chunk } = upload
      const first = await sendPart(upload, upload.location, 0, chunk)
      const range = { 'content-range': `${2 * chunk}-${blob.bytes.length - 1}` }
      const answer = await repository.closeUpload(first, blob.digest, blob.bytes.subarray(2 * chunk), range)
      expectStatus(answer, 416)
      await close(upload, await expectOffset(upload, first, chunk), chunk)
    },
  },
])

export const cases: ConformanceCase[] = [...chunked, ...refused]
