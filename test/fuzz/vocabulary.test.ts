// Names, digests, references, ranges and manifests: whatever text comes, what is taken means what it says.
import { beforeAll, expect, test } from 'bun:test'
import {
  digestAlgorithm,
  digestHex,
  ManifestInvalid,
  mediaTypes,
  parseChunkRange,
  parseDigest,
  parseManifest,
  parseRanges,
  parseRepositoryName,
  parseTagName,
  projectOf,
  withDefaultProject,
} from '@entrepot/oci'
import fc from 'fast-check'
import { holds, tellSeed, testLimit } from './budget.ts'

beforeAll(() => tellSeed('vocabulary'))

const textOf = (alphabet: string, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), maxLength })
const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length })
const digest = fc.oneof(
  hex(64).map((text) => `sha256:${text}`),
  hex(128).map((text) => `sha512:${text}`),
)
const encode = (text: string) => new TextEncoder().encode(text)

/** The grammar of a name's component, spelt another way than the parser has it. */
function isComponent(text: string): boolean {
  const alphanumerics = text.split(/\.|__|_|-+/)
  return alphanumerics.every((each) => each !== '' && [...each].every((c) => /[a-z0-9]/.test(c)))
}

test(
  'a name is taken exactly if its components are',
  () =>
    holds(
      fc.property(textOf('ab0._-/A', 40), (text) => {
        expect(parseRepositoryName(text) !== undefined).toBe(text.split('/').every(isComponent))
      }),
      20_000,
    ),
  testLimit,
)

test('a name that could tempt the parser to try all ways is judged at once', () => {
  for (const piece of ['a', 'a-', 'a_', 'a__', 'a.', 'a-a', '-', 'a/']) {
    const started = performance.now()
    parseRepositoryName(`${piece.repeat(255)}`.slice(0, 254).concat('!'))
    expect(performance.now() - started).toBeLessThan(50)
  }
})

test(
  'the default project is put before a name once',
  () =>
    holds(
      fc.property(textOf('ab/', 12), (text) => {
        const name = parseRepositoryName(text)
        if (!name) return
        const full = withDefaultProject(name)
        expect(withDefaultProject(full)).toBe(full)
        expect(parseRepositoryName(projectOf(full))).toBe(projectOf(full) as never)
      }),
      5_000,
    ),
  testLimit,
)

test(
  'a text is a tag or a digest, never both, and comes back as it was',
  () =>
    holds(
      fc.property(fc.oneof(digest, fc.string(), textOf('aA0._-:/', 130)), (text) => {
        const [tag, parsed] = [parseTagName(text), parseDigest(text)]
        expect([text, undefined]).toContain(tag)
        expect([text, undefined]).toContain(parsed)
        expect(tag !== undefined && parsed !== undefined).toBe(false)
        if (parsed) expect(`${digestAlgorithm(parsed)}:${digestHex(parsed)}`).toBe(text)
      }),
      10_000,
    ),
  testLimit,
)

test(
  'ranges lie within the content, in number and place',
  () =>
    holds(
      fc.property(
        fc.oneof(fc.string(), textOf('0123456789-, ', 60)).map((text) => `bytes=${text}`),
        fc.nat(),
        fc.integer({ min: 1, max: 5 }),
        (header, size, most) => {
          const ranges = parseRanges(header, size, most) ?? []
          expect(ranges.length).toBeLessThanOrEqual(most)
          for (const { start, end } of ranges) {
            expect(start >= 0 && start <= end && end < size).toBe(true)
            expect(Number.isSafeInteger(start) && Number.isSafeInteger(end)).toBe(true)
          }
        },
      ),
      20_000,
    ),
  testLimit,
)

test(
  'a range that is asked for is the one that is given',
  () =>
    holds(
      fc.property(
        fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 8 }),
        fc.nat(),
        (pairs, more) => {
          const ranges = pairs.map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) }))
          const size = Math.max(...ranges.map(({ end }) => end)) + 1 + more
          const header = `bytes=${ranges.map(({ start, end }) => `${start}-${end}`).join(', ')}`
          expect(parseRanges(header, size, 8)).toEqual(ranges)
          const [{ start, end }] = ranges as [(typeof ranges)[0]]
          expect(parseRanges(`bytes=-${size - start}`, size, 1)).toEqual([{ start, end: size - 1 }])
          expect(parseChunkRange(`${start}-${end}`)).toEqual({ start, end })
        },
      ),
      5_000,
    ),
  testLimit,
)

const descriptor = fc.record({
  mediaType: fc.constantFrom('a/b', mediaTypes.ociManifest, mediaTypes.ociEmpty),
  digest,
  size: fc.nat(),
})
const annotations = fc.option(fc.dictionary(fc.string(), fc.string()), { nil: undefined })
const image = fc.record({
  schemaVersion: fc.constant(2),
  mediaType: fc.constant(mediaTypes.ociManifest),
  config: descriptor,
  layers: fc.array(descriptor, { maxLength: 5 }),
  subject: fc.option(descriptor, { nil: undefined }),
  annotations,
})
const index = fc.record({
  schemaVersion: fc.constant(2),
  mediaType: fc.constant(mediaTypes.ociIndex),
  manifests: fc.array(descriptor, { maxLength: 5 }),
  annotations,
})

test(
  'a manifest that follows the specification is taken, and names what it names',
  () =>
    holds(
      fc.property(fc.oneof(image, index), (document) => {
        const body = encode(JSON.stringify(document))
        const before = body.slice()
        const manifest = parseManifest(body, document.mediaType)
        expect(body).toEqual(before)
        const named = 'layers' in document ? document.layers : document.manifests
        expect([...manifest.layers, ...manifest.manifests].map((each) => each.digest as string)).toEqual(
          named.map((each) => each.digest),
        )
        expect(parseManifest(body, '')).toEqual(manifest)
      }),
      5_000,
    ),
  testLimit,
)

/** A manifest with one of its values, at any depth, replaced by anything. */
const spoilt = fc
  .tuple(fc.oneof(image, index), fc.nat(), fc.jsonValue({ maxDepth: 3 }))
  .map(([document, at, value]) => {
    const copy = structuredClone(document) as Record<string, unknown>
    const places: [Record<string, unknown>, string][] = []
    const walk = (node: unknown) => {
      if (typeof node !== 'object' || node === null) return
      for (const key of Object.keys(node)) {
        places.push([node as Record<string, unknown>, key])
        walk((node as Record<string, unknown>)[key])
      }
    }
    walk(copy)
    const [node, key] = places[at % places.length] as (typeof places)[0]
    node[key] = value
    return encode(JSON.stringify(copy))
  })

test(
  'any other bytes are refused in words, or are a manifest',
  () =>
    holds(
      fc.property(
        fc.oneof(spoilt, fc.json().map(encode), fc.uint8Array()),
        fc.oneof(fc.constantFrom('', mediaTypes.ociManifest, mediaTypes.ociIndex), fc.string()),
        (body, type) => {
          try {
            const { kind, config, layers, manifests, mediaType } = parseManifest(body, type)
            expect(['image', 'index']).toContain(kind)
            expect(mediaType).toMatch(/^[\x20-\x7e]{1,255}$/)
            for (const each of [...(config ? [config] : []), ...layers, ...manifests]) {
              expect(parseDigest(each.digest)).toBe(each.digest)
            }
          } catch (error) {
            expect(error).toBeInstanceOf(ManifestInvalid)
            expect((error as Error).message.length).toBeLessThan(1000)
          }
        },
      ),
      10_000,
    ),
  testLimit,
)
