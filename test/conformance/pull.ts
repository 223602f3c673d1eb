// Pulling manifests and blobs, and asking whether they exist.
import { check, expectBytes, expectError, expectHeaders, expectStatus } from './answer.ts'
import { type ConformanceCase, forEachAlgorithm } from './conformance-case.ts'
import { emptyBlob, emptyJson } from './content.ts'
import { image, type Manifest, mediaTypes } from './manifest.ts'
import type { Repository } from './repository.ts'

async function expectManifest(repository: Repository, reference: string, manifest: Manifest): Promise<void> {
  const headers = {
    'content-type': manifest.mediaType,
    'content-length': String(manifest.bytes.length),
    'docker-content-digest': manifest.digest,
  }
  const got = expectStatus(await repository.get(`manifests/${reference}`), 200)
  expectHeaders(got, headers)
  expectBytes(got, manifest.bytes)
  const head = expectStatus(await repository.head(`manifests/${reference}`), 200)
  expectHeaders(head, headers)
  check(head, head.body.length === 0, 'no body')
}

const existing = forEachAlgorithm((algorithm) => [
  {
    id: `pull.manifest.by-digest.${algorithm}`,
    section: 'Pulling manifests',
    title: `GET and HEAD of a manifest by its ${algorithm} digest give type, length, digest and exact bytes`,
    async run(registry) {
      const repository = registry.repository()
      const { manifest, ...rest } = image(registry.random, {}, { algorithm })
      await repository.push({ manifest, ...rest })
      await expectManifest(repository, manifest.digest, manifest)
    },
  },
  {
    id: `pull.blob.${algorithm}`,
    section: 'Pulling blobs',
    title: `GET and HEAD of a ${algorithm} blob give its length, digest and exact bytes`,
    async run(registry) {
      const repository = registry.repository()
      const blob = registry.random.blob(70_000, algorithm)
      await repository.pushBlob(blob)
      const headers = { 'content-length': '70000', 'docker-content-digest': blob.digest }
      const got = expectStatus(await repository.get(`blobs/${blob.digest}`), 200)
      expectHeaders(got, headers)
      expectBytes(got, blob.bytes)
      const head = expectStatus(await repository.head(`blobs/${blob.digest}`), 200)
      expectHeaders(head, headers)
      check(head, head.body.length === 0, 'no body')
    },
  },
  ...([emptyBlob(algorithm), emptyJson(algorithm)].map((blob) => ({
    id: `pull.blob.${blob.bytes.length}-bytes.${algorithm}`,
    section: 'Pulling blobs',
    title: `a blob of ${blob.bytes.length} bytes (${algorithm}) is pulled like any other`,
    async run(registry) {
      const repository = registry.repository()
      await repository.pushBlob(blob)
      const headers = { 'content-length': String(blob.bytes.length), 'docker-content-digest': blob.digest }
      const got = expectStatus(await repository.get(`blobs/${blob.digest}`), 200)
      expectHeaders(got, headers)
      expectBytes(got, blob.bytes)
      expectHeaders(expectStatus(await repository.head(`blobs/${blob.digest}`), 200), headers)
    },
  })) satisfies ConformanceCase[]),
  {
    id: `pull.missing.${algorithm}`,
    section: 'Checking if content exists in the registry',
    title: `GET and HEAD of an unknown ${algorithm} digest are 404`,
    async run(registry) {
      const repository = registry.repository()
      await repository.push(image(registry.random), 'latest')
      const digest = registry.random.digest(algorithm)
      expectError(await repository.get(`blobs/${digest}`), 404, 'BLOB_UNKNOWN')
      expectError(await repository.get(`manifests/${digest}`), 404, 'MANIFEST_UNKNOWN')
      for (const kind of ['blobs', 'manifests']) {
        const head = expectStatus(await repository.head(`${kind}/${digest}`), 404)
        check(head, head.body.length === 0, 'no body')
      }
    },
  },
])

const manifests: ConformanceCase[] = [
  {
    id: 'pull.manifest.by-tag',
    section: 'Pulling manifests',
    title: 'GET and HEAD of a manifest by its tag give type, length, digest and exact bytes',
    async run(registry) {
      const repository = registry.repository()
      const pushed = image(registry.random)
      await repository.push(pushed, 'v1.0')
      await expectManifest(repository, 'v1.0', pushed.manifest)
    },
  },
  {
    id: 'pull.manifest.missing-tag',
    section: 'Pulling manifests',
    title: 'an unknown tag is 404 MANIFEST_UNKNOWN',
    async run(registry) {
      const repository = registry.repository()
      await repository.push(image(registry.random), 'latest')
      expectError(await repository.get('manifests/absent'), 404, 'MANIFEST_UNKNOWN')
      expectStatus(await repository.head('manifests/absent'), 404)
    },
  },
  {
    id: 'pull.missing-repository',
    section: 'Pushing Manifests',
    title: 'a pull from a repository that does not exist is 404',
    async run(registry) {
      const repository = registry.repository()
      expectError(await repository.get('manifests/latest'), 404, 'NAME_UNKNOWN', 'MANIFEST_UNKNOWN')
      const blob = await repository.get(`blobs/${registry.random.digest()}`)
      expectError(blob, 404, 'NAME_UNKNOWN', 'BLOB_UNKNOWN')
    },
  },
  {
    id: 'pull.manifest.odd-bytes',
    section: 'Pushing Manifests',
    title: 'white space, key order and a final newline of a manifest come back as they were pushed',
    async run(registry) {
      const repository = registry.repository()
      const { blobs, manifest } = image(registry.random)
      const { layers, config } = JSON.parse(new TextDecoder().decode(manifest.bytes))
      const text = `\n{ "layers" :${JSON.stringify(layers, null, 3)},\t"config":${JSON.stringify(config)} ,\r\n`
      const bytes = new TextEncoder().encode(
        `${text}"mediaType":"${mediaTypes.image}","schemaVersion": 2 }\n`,
      )
      const digest = `sha256:${new Bun.CryptoHasher('sha256').update(bytes).digest('hex')}`
      const odd = { bytes, digest, mediaType: mediaTypes.image }
      await repository.push({ blobs, children: [], manifest: odd }, 'odd')
      await expectManifest(repository, 'odd', odd)
    },
  },
  ...(['*/*', 'application/json', mediaTypes.dockerManifest].map((accept) => ({
    id: `pull.manifest.accept.${accept}`,
    section: 'Pulling manifests',
    title: `an OCI image is served as it was pushed when Accept is ${accept}`,
    async run(registry) {
      const repository = registry.repository()
      const pushed = image(registry.random)
      await repository.push(pushed, 'latest')
      const got = await repository.get('manifests/latest', { accept })
      expectStatus(got, 200)
      expectHeaders(got, { 'content-type': mediaTypes.image })
      expectBytes(got, pushed.manifest.bytes)
    },
  })) satisfies ConformanceCase[]),
  {
    id: 'pull.manifest.accept.list',
    section: 'Clients: Docker, containerd',
    title: 'a long Accept header that lists every manifest type is understood',
    async run(registry) {
      const repository = registry.repository()
      await repository.push(image(registry.random), 'latest')
      const types = [
        mediaTypes.dockerList,
        mediaTypes.index,
        `${mediaTypes.dockerManifest};q=0.9`,
        mediaTypes.image,
      ]
      const accept = [...types, '*/*;q=0.1'].join(', ')
      expectStatus(await repository.get('manifests/latest', { accept }), 200)
    },
  },
]

const addresses: ConformanceCase[] = [
  {
    id: 'pull.escaped-colon',
    section: 'RFC 3986 6.2.2.2',
    title: 'a digest whose colon is percent-encoded is the same digest',
    async run(registry) {
      const repository = registry.repository()
      const made = image(registry.random)
      await repository.push(made)
      const escaped = (digest: string) => digest.replace(':', '%3A')
      const manifest = await repository.get(`manifests/${escaped(made.manifest.digest)}`)
      expectBytes(expectStatus(manifest, 200), made.manifest.bytes)
      const blob = made.blobs[0]!
      expectBytes(expectStatus(await repository.get(`blobs/${escaped(blob.digest)}`), 200), blob.bytes)
    },
  },
]

const isolation: ConformanceCase[] = [
  {
    id: 'pull.blob.other-repository',
    section: 'Pulling blobs',
    title: 'a blob of one repository is 404 in another that was never given it',
    async run(registry) {
      const [one, other] = [registry.repository(), registry.repository()]
      const blob = registry.random.blob()
      await one.pushBlob(blob)
      await other.pushBlob(registry.random.blob())
      expectError(await other.get(`blobs/${blob.digest}`), 404, 'BLOB_UNKNOWN')
      expectStatus(await other.head(`blobs/${blob.digest}`), 404)
    },
  },
  {
    id: 'pull.manifest.other-repository',
    section: 'Pulling manifests',
    title: 'a manifest of one repository is 404 in another',
    async run(registry) {
      const [one, other] = [registry.repository(), registry.repository()]
      const pushed = image(registry.random)
      await one.push(pushed, 'latest')
      await other.push(image(registry.random), 'other')
      for (const reference of [pushed.manifest.digest, 'latest']) {
        expectError(await other.get(`manifests/${reference}`), 404, 'MANIFEST_UNKNOWN')
      }
    },
  },
  {
    id: 'pull.blob.large',
    section: 'Pulling blobs',
    title: 'a blob of several megabytes comes back byte for byte',
    async run(registry) {
      const repository = registry.repository()
      const blob = registry.random.blob(5_000_001)
      await repository.pushBlob(blob)
      expectBytes(expectStatus(await repository.get(`blobs/${blob.digest}`), 200), blob.bytes)
    },
  },
  {
    id: 'pull.blob.accept-ranges',
    section: 'Clients: oras, lazy pulling',
    title: 'GET and HEAD of a blob offer byte ranges',
    async run(registry) {
      const repository = registry.repository()
      const blob = registry.random.blob()
      await repository.pushBlob(blob)
      expectHeaders(await repository.get(`blobs/${blob.digest}`), { 'accept-ranges': 'bytes' })
      expectHeaders(await repository.head(`blobs/${blob.digest}`), { 'accept-ranges': 'bytes' })
    },
  },
]

export const cases: ConformanceCase[] = [...existing, ...manifests, ...addresses, ...isolation]
