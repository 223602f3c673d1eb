// Pushing manifests: what is refused, what is limited, how tags move.
import { type Answer, check, expectBytes, expectError, expectHeaders, expectStatus } from './answer.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { contentOf, digestOf } from './content.ts'
import {
  type Artifact,
  descriptorOf,
  image,
  index,
  type Manifest,
  manifestOf,
  mediaTypes,
} from './manifest.ts'
import type { Registry } from './registry.ts'
import type { Repository } from './repository.ts'

const mebibyte = 1024 * 1024
/** Every registry takes manifests up to this size (distribution-spec §Pushing Manifests). */
const largestForAll = 4 * mebibyte
/** Above the limit of any registry that has one. */
const beyondEveryLimit = 40 * mebibyte

/** Padded by an annotation to exactly `size` bytes. */
function padded(made: Artifact, size: number): Artifact {
  const document = JSON.parse(new TextDecoder().decode(made.manifest.bytes))
  const build = (padding: number) =>
    manifestOf({ ...document, annotations: { padding: 'x'.repeat(padding) } })
  const manifest = build(size - build(0).bytes.length)
  return { ...made, manifest }
}

const sizes: ConformanceCase[] = [
  {
    id: 'manifests.size.390-annotations',
    section: 'Pushing Manifests',
    title: 'a manifest of hundreds of long annotations is accepted',
    async run(registry) {
      const repository = registry.repository()
      const entries = Array.from({ length: 390 }, (_, at) => [`note-${at}`, 'A'.repeat(10_000)])
      const made = image(registry.random, { annotations: Object.fromEntries(entries) })
      await repository.push(made, 'large')
      expectBytes(expectStatus(await repository.get('manifests/large'), 200), made.manifest.bytes)
    },
  },
  {
    id: 'manifests.size.4-mebibytes',
    section: 'Pushing Manifests',
    title: 'a manifest of exactly 4 MiB is accepted and comes back whole',
    async run(registry) {
      const repository = registry.repository()
      const made = padded(image(registry.random), largestForAll)
      await repository.push(made, 'largest')
      expectBytes(expectStatus(await repository.get('manifests/largest'), 200), made.manifest.bytes)
    },
  },
  {
    id: 'manifests.size.beyond',
    section: 'Pushing Manifests',
    title: 'a manifest above the limit is 413 and nothing of it stays',
    async run(registry) {
      const repository = registry.repository()
      const small = image(registry.random)
      await repository.push(small, 'small')
      const large = padded(small, beyondEveryLimit)
      expectStatus(await repository.putManifest(large.manifest, 'too-large'), 413)
      expectStatus(await repository.head('manifests/too-large'), 404)
    },
  },
]

/** A manifest of which `missing` were not pushed is refused and leaves nothing. */
async function expectBlobUnknown(repository: Repository, made: Artifact, missing: string[]): Promise<void> {
  for (const blob of made.blobs) if (!missing.includes(blob.digest)) await repository.pushBlob(blob)
  for (const reference of ['latest', made.manifest.digest]) {
    const answer = await repository.putManifest(made.manifest, reference)
    expectError(answer, [404, 400], 'MANIFEST_BLOB_UNKNOWN')
    expectStatus(await repository.head(`manifests/${reference}`), 404)
  }
}

const incomplete: ConformanceCase[] = [
  {
    id: 'manifests.missing-layer',
    section: 'Push',
    title: 'a manifest with a layer that was not pushed is MANIFEST_BLOB_UNKNOWN',
    async run(registry) {
      const made = image(registry.random)
      await expectBlobUnknown(registry.repository(), made, [made.blobs[1]!.digest])
    },
  },
  {
    id: 'manifests.missing-config',
    section: 'Push',
    title: 'a manifest with a configuration that was not pushed is MANIFEST_BLOB_UNKNOWN',
    async run(registry) {
      const made = image(registry.random)
      await expectBlobUnknown(registry.repository(), made, [made.blobs[0]!.digest])
    },
  },
  {
    id: 'manifests.blob-of-other-repository',
    section: 'Push',
    title: 'a blob that only another repository holds counts as missing',
    async run(registry) {
      const made = image(registry.random)
      const layer = made.blobs[1]!
      await registry.repository().pushBlob(layer)
      await expectBlobUnknown(registry.repository(), made, [layer.digest])
    },
  },
]

/** Bytes that are no manifest, with the type they claim. */
const malformed: Record<string, (registry: Registry) => [bytes: string, mediaType: string]> = {
  nothing: () => ['', mediaTypes.image],
  'no JSON': () => ['{"schemaVersion":2,', mediaTypes.image],
  'a JSON list': () => ['[]', mediaTypes.image],
  'JSON null': () => ['null', mediaTypes.index],
  'an empty object': () => ['{}', mediaTypes.image],
  'an image whose layers are no list': () => [
    `{"schemaVersion":2,"mediaType":"${mediaTypes.image}","config":{},"layers":"none"}`,
    mediaTypes.image,
  ],
  'an index whose member has a bad digest': () => [
    `{"schemaVersion":2,"mediaType":"${mediaTypes.index}","manifests":[{"mediaType":"a/b","size":1,"digest":"sha256:x"}]}`,
    mediaTypes.index,
  ],
  'an index whose member has no size': (registry) => [
    `{"schemaVersion":2,"mediaType":"${mediaTypes.index}","manifests":[{"mediaType":"a/b","digest":"${registry.random.digest()}"}]}`,
    mediaTypes.index,
  ],
}

const refused: ConformanceCase[] = [
  ...Object.entries(malformed).map(([name, make]) => ({
    id: `manifests.malformed.${name.replaceAll(' ', '-')}`,
    section: 'Error Codes',
    title: `${name} pushed as a manifest is 400 MANIFEST_INVALID`,
    async run(registry: Registry) {
      const repository = registry.repository()
      const [text, mediaType] = make(registry)
      const answer = await repository.putManifest({ ...contentOf(text), mediaType }, 'bad')
      expectError(answer, 400, 'MANIFEST_INVALID')
      expectStatus(await repository.head('manifests/bad'), 404)
    },
  })),
  {
    id: 'manifests.wrong-digest',
    section: 'Pushing Manifests',
    title: 'a manifest pushed under the digest of other bytes is 400 DIGEST_INVALID and not stored',
    async run(registry) {
      const repository = registry.repository()
      const made = image(registry.random)
      await repository.push(made)
      const altered = contentOf(`${new TextDecoder().decode(made.manifest.bytes)}  `)
      const manifest = { ...altered, mediaType: mediaTypes.image }
      const digest = registry.random.digest()
      expectError(await repository.putManifest(manifest, digest), 400, 'DIGEST_INVALID')
      for (const each of [digest, altered.digest]) {
        expectStatus(await repository.head(`manifests/${each}`), 404)
      }
    },
  },
  {
    id: 'manifests.parameters-of-type',
    section: 'Pushing Manifests',
    title: 'parameters on the Content-Type are ignored and not given back',
    async run(registry) {
      const repository = registry.repository()
      const made = image(registry.random)
      const mediaType = `${mediaTypes.image}; charset=utf-8`
      await repository.push({ ...made, manifest: { ...made.manifest, mediaType } }, 'latest')
      expectHeaders(await repository.get('manifests/latest'), { 'content-type': mediaTypes.image })
    },
  },
]

function putAgain(repository: Repository, manifest: Manifest, tag: string): Promise<Answer> {
  return repository.putManifest(manifest, tag).then((answer) => expectStatus(answer, 201))
}

const moving: ConformanceCase[] = [
  {
    id: 'manifests.tag-moves',
    section: 'Pushing Manifests',
    title: 'a tag that is pushed again moves, and the manifest it left stays under its digest',
    async run(registry) {
      const repository = registry.repository()
      const [older, newer] = [image(registry.random), image(registry.random)]
      await repository.push(older, 'latest')
      await repository.push(newer, 'latest')
      expectBytes(await repository.get('manifests/latest'), newer.manifest.bytes)
      expectBytes(await repository.get(`manifests/${older.manifest.digest}`), older.manifest.bytes)
      await putAgain(repository, older.manifest, 'latest')
      expectBytes(await repository.get('manifests/latest'), older.manifest.bytes)
    },
  },
  {
    id: 'manifests.again',
    section: 'Pushing Manifests',
    title: 'pushing the same manifest again, by digest and by tags, is 201 each time',
    async run(registry) {
      const repository = registry.repository()
      const { manifest, ...rest } = image(registry.random)
      await repository.push({ manifest, ...rest })
      for (const reference of [manifest.digest, 'one', 'two', 'one']) {
        const answer = await putAgain(repository, manifest, reference)
        expectHeaders(answer, { 'docker-content-digest': manifest.digest })
      }
    },
  },
  {
    id: 'manifests.relative-location',
    section: 'Clients: containerd behind a TLS proxy',
    title: 'the Location of a manifest is a path',
    async run(registry) {
      const repository = registry.repository()
      const pushed = await repository.push(image(registry.random), 'latest')
      expectHeaders(pushed, { location: /^\/v2\// })
    },
  },
  {
    id: 'manifests.at-once',
    section: 'RFC 9110 9.3.4',
    title: 'many pushes of one tag at once all succeed, and the tag is one of them',
    async run(registry) {
      const repository = registry.repository()
      const members = Array.from({ length: 6 }, () => image(registry.random))
      for (const member of members) await repository.push(member)
      await Promise.all(members.map(({ manifest }) => putAgain(repository, manifest, 'race')))
      const got = expectStatus(await repository.get('manifests/race'), 200)
      const digest = digestOf(got.body)
      check(
        got,
        members.some(({ manifest }) => manifest.digest === digest),
        'one of the manifests pushed',
      )
    },
  },
  {
    id: 'manifests.member-after-index',
    section: 'Push',
    title: 'a member that is pushed after its sparse index can be pulled',
    async run(registry) {
      const repository = registry.repository()
      const member = image(registry.random)
      await repository.push({ ...index([member]), children: [] }, 'list')
      expectStatus(await repository.head(`manifests/${member.manifest.digest}`), 404)
      await repository.push(member)
      expectStatus(await repository.head(`manifests/${member.manifest.digest}`), 200)
    },
  },
  {
    id: 'manifests.of-pushed-index-member',
    section: 'Pulling manifests',
    title: 'an index names its members by type and size, and each can be pulled by its digest',
    async run(registry) {
      const repository = registry.repository()
      const members = [image(registry.random), image(registry.random)]
      await repository.push(index(members), 'multi')
      for (const { manifest } of members) {
        const got = expectStatus(await repository.get(`manifests/${manifest.digest}`), 200)
        const { mediaType, size } = descriptorOf(manifest, manifest.mediaType)
        expectHeaders(got, { 'content-type': mediaType, 'content-length': String(size) })
      }
    },
  },
]

export const cases: ConformanceCase[] = [...sizes, ...incomplete, ...refused, ...moving]
