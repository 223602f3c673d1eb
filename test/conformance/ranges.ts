// Byte ranges of blobs, as lazy pulling and parallel pulls ask for them.
import { type Answer, check, expectBytes, expectHeaders, expectStatus } from './answer.ts'
import { type ConformanceCase, forEachAlgorithm } from './conformance-case.ts'
import { type Content, emptyBlob } from './content.ts'
import type { Registry } from './registry.ts'

/** Bytes of the blobs whose ranges are asked for. */
export const size = 2048

/** Pushes the blob and returns a way to ask for parts of it. */
export async function pushed(
  registry: Registry,
  blob: Content,
): Promise<(headers: Record<string, string>) => Promise<Answer>> {
  const repository = registry.repository()
  await repository.pushBlob(blob)
  return (headers) => repository.get(`blobs/${blob.digest}`, headers)
}

/** A 206 with bytes `start` to `end`, both included. */
export function expectSlice(answer: Answer, blob: Content, start: number, end: number): void {
  expectStatus(answer, 206)
  expectHeaders(answer, {
    'content-range': `bytes ${start}-${end}/${blob.bytes.length}`,
    'content-length': String(end - start + 1),
  })
  expectBytes(answer, blob.bytes.subarray(start, end + 1))
}

/** Satisfiable ranges of 2,048 bytes: what is asked, and the first and last byte that come. */
const satisfiable: [name: string, range: string, start: number, end: number][] = [
  ['probe', 'bytes=0-1', 0, 1],
  ['single-byte', 'bytes=0-0', 0, 0],
  ['last-byte', 'bytes=2047-2047', 2047, 2047],
  ['middle', 'bytes=500-1499', 500, 1499],
  ['whole', 'bytes=0-2047', 0, 2047],
  ['open', 'bytes=500-', 500, 2047],
  ['open-from-start', 'bytes=0-', 0, 2047],
  ['suffix', 'bytes=-500', 1548, 2047],
  ['suffix-longer-than-blob', 'bytes=-5000', 0, 2047],
  ['clamped', 'bytes=2000-5000', 2000, 2047],
  ['huge-end', 'bytes=2000-99999999999999999999', 2000, 2047],
  ['unit-in-capitals', 'Bytes=10-19', 10, 19],
]

const unsatisfiable: [name: string, range: string][] = [
  ['beyond', 'bytes=5000-10000'],
  ['at-end', 'bytes=2048-'],
  ['backwards', 'bytes=500-0'],
  ['empty-suffix', 'bytes=-0'],
  ['all-of-several', 'bytes=3000-3001,5000-'],
]

const single = forEachAlgorithm((algorithm) => [
  ...satisfiable.map(([name, range, start, end]) => ({
    id: `ranges.${name}.${algorithm}`,
    section: 'RFC 9110 14.1.2',
    title: `${range} of ${size} bytes (${algorithm}) is 206 with bytes ${start}-${end}`,
    async run(registry: Registry) {
      const blob = registry.random.blob(size, algorithm)
      expectSlice(await (await pushed(registry, blob))({ range }), blob, start, end)
    },
  })),
  ...unsatisfiable.map(([name, range]) => ({
    id: `ranges.unsatisfiable.${name}.${algorithm}`,
    section: 'RFC 9110 15.5.17',
    title: `${range} of ${size} bytes (${algorithm}) is 416 with the blob's size`,
    async run(registry: Registry) {
      const blob = registry.random.blob(size, algorithm)
      const answer = await (await pushed(registry, blob))({ range })
      expectStatus(answer, 416)
      expectHeaders(answer, { 'content-range': `bytes */${size}` })
    },
  })),
])

/** If-Range validators beside the blob's own ETag; each makes the whole blob come (RFC 9110 §13.1.5). */
const stale: [name: string, value: (etag: string) => string][] = [
  ['other', () => '"something-else"'],
  ['weak', (etag) => `W/${etag}`],
  ['date', () => 'Tue, 01 Jan 2019 00:00:00 GMT'],
]

const conditional: ConformanceCase[] = [
  {
    id: 'ranges.if-range.same',
    section: 'RFC 9110 13.1.5',
    title: 'If-Range with the ETag of the blob gives the range',
    async run(registry) {
      const blob = registry.random.blob(size)
      const get = await pushed(registry, blob)
      const etag = (await get({})).headers.get('etag') ?? ''
      expectSlice(await get({ range: 'bytes=10-19', 'if-range': etag }), blob, 10, 19)
    },
  },
  ...stale.map(([name, value]) => ({
    id: `ranges.if-range.${name}`,
    section: 'RFC 9110 13.1.5',
    title: `If-Range with a validator of kind "${name}" gives the whole blob`,
    async run(registry: Registry) {
      const blob = registry.random.blob(size)
      const get = await pushed(registry, blob)
      const etag = (await get({})).headers.get('etag') ?? ''
      const answer = await get({ range: 'bytes=10-19', 'if-range': value(etag) })
      expectBytes(expectStatus(answer, 200), blob.bytes)
    },
  })),
  {
    id: 'ranges.if-none-match',
    section: 'RFC 9110 13.2.2',
    title: 'If-None-Match is judged before Range: 304',
    async run(registry) {
      const get = await pushed(registry, registry.random.blob(size))
      const etag = (await get({})).headers.get('etag') ?? ''
      expectStatus(await get({ range: 'bytes=0-9', 'if-none-match': etag }), 304)
    },
  },
]

const others: ConformanceCase[] = [
  ...['lines=0-1', 'bytes 0-1', 'bytes=a-b'].map((range) => ({
    id: `ranges.ignored.${range.replace(' ', '-')}`,
    section: 'RFC 9110 14.2',
    title: `Range: ${range} asks for nothing known; the whole blob comes, or 416 for bytes`,
    async run(registry: Registry) {
      const blob = registry.random.blob(size)
      const answer = await (await pushed(registry, blob))({ range })
      if (range.startsWith('bytes=') && answer.status === 416) return
      expectBytes(expectStatus(answer, 200), blob.bytes)
    },
  })),
  {
    id: 'ranges.head',
    section: 'RFC 9110 14.2',
    title: 'Range means nothing on HEAD: 200 with the whole length',
    async run(registry) {
      const repository = registry.repository()
      const blob = registry.random.blob(size)
      await repository.pushBlob(blob)
      const answer = await repository.head(`blobs/${blob.digest}`, { range: 'bytes=0-9' })
      expectStatus(answer, 200)
      expectHeaders(answer, { 'content-length': String(size), 'docker-content-digest': blob.digest })
    },
  },
  {
    id: 'ranges.empty-blob',
    section: 'RFC 9110 14.1.2',
    title: 'a range of an empty blob is 416, or ignored',
    async run(registry) {
      const answer = await (await pushed(registry, emptyBlob()))({ range: 'bytes=0-1' })
      expectStatus(answer, 200, 416)
      check(answer, answer.status === 200 || answer.headers.get('content-range') === 'bytes */0', 'bytes */0')
    },
  },
  {
    id: 'ranges.many-small',
    section: 'Clients: eStargz, SOCI, nydus',
    title: 'many small ranges of a larger blob, all at once, give the right bytes',
    async run(registry) {
      const blob = registry.random.blob(1_000_000)
      const get = await pushed(registry, blob)
      const starts = Array.from({ length: 24 }, () => registry.random.integer(999_000))
      const read = async (start: number) =>
        expectSlice(await get({ range: `bytes=${start}-${start + 511}` }), blob, start, start + 511)
      await Promise.all(starts.map(read))
    },
  },
  {
    id: 'ranges.resume',
    section: 'Use cases: Resumable Pull',
    title: 'an interrupted pull goes on with an open range',
    async run(registry) {
      const blob = registry.random.blob(300_000)
      const get = await pushed(registry, blob)
      const answers = [await get({ range: 'bytes=0-123455' }), await get({ range: 'bytes=123456-' })]
      const joined = Buffer.concat(answers.map((answer) => expectStatus(answer, 206).body))
      check(answers[1] as Answer, joined.equals(Buffer.from(blob.bytes)), 'both halves to make the blob')
    },
  },
]

export const cases: ConformanceCase[] = [...single, ...conditional, ...others]
