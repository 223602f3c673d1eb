// Every shape of manifest that clients push; each goes in and comes back byte for byte.
import { expectBytes, expectHeaders, expectStatus, locationOf } from './answer.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { contentOf, emptyJson, type Random } from './content.ts'
import {
  type Artifact,
  artifact,
  descriptorOf,
  image,
  index,
  manifestOf,
  mediaTypes,
  referenceTo,
} from './manifest.ts'
import type { Registry } from './registry.ts'
import type { Repository } from './repository.ts'

const exampleType = 'application/vnd.example.thing.v1'

/** A layer that lies elsewhere and is never pushed. */
function foreignLayer(random: Random, mediaType: string): object {
  const digest = random.digest()
  return { mediaType, digest, size: 12_345, urls: [`https://store.example.com/blobs/${digest}`] }
}

function withLayers(random: Random, more: readonly object[], mediaType: string = mediaTypes.layer): Artifact {
  const layer = random.blob()
  const config = contentOf(`{"made":"${random.word()}"}`)
  const document = {
    schemaVersion: 2,
    mediaType: mediaTypes.image,
    config: descriptorOf(config, mediaTypes.config),
    layers: [...more, descriptorOf(layer, mediaType)],
  }
  return { blobs: [config, layer], children: [], manifest: manifestOf(document) }
}

function dockerImage(random: Random, layers: readonly object[] = []): Artifact {
  const [config, layer] = [contentOf(`{"docker":"${random.word()}"}`), random.blob()]
  const document = {
    schemaVersion: 2,
    mediaType: mediaTypes.dockerManifest,
    config: descriptorOf(config, mediaTypes.dockerConfig),
    layers: [...layers, descriptorOf(layer, mediaTypes.dockerLayer)],
  }
  return { blobs: [config, layer], children: [], manifest: manifestOf(document) }
}

/** BuildKit's cache export: an index whose members are layer blobs and a configuration, not manifests. */
function buildkitCache(random: Random): Artifact {
  const [config, layers] = [contentOf(`{"layers":"${random.word()}"}`), [random.blob(), random.blob()]]
  const manifests = [
    ...layers.map((layer) =>
      descriptorOf(layer, mediaTypes.layer, { annotations: { 'buildkit/createdat': 'then' } }),
    ),
    descriptorOf(config, 'application/vnd.buildkit.cacheconfig.v0'),
  ]
  const document = { schemaVersion: 2, mediaType: mediaTypes.index, manifests }
  return { blobs: [config, ...layers], children: [], manifest: manifestOf(document) }
}

/** What Docker 29 pushes: an image beside an attestation for the platform `unknown/unknown`. */
function withAttestation(random: Random): Artifact {
  const [main, attestation] = [image(random), artifact(random, 'application/vnd.in-toto+json')]
  const manifests = [
    referenceTo(main.manifest, { platform: { os: 'linux', architecture: 'amd64' } }),
    referenceTo(attestation.manifest, {
      platform: { os: 'unknown', architecture: 'unknown' },
      annotations: { 'vnd.docker.reference.digest': main.manifest.digest },
    }),
  ]
  return index([main, attestation], { manifests })
}

function sparse(random: Random): Artifact {
  const present = image(random)
  const absent = { mediaType: mediaTypes.image, digest: random.digest(), size: 1024 }
  return index([present], { manifests: [referenceTo(present.manifest), absent] })
}

function dataFields(random: Random): Artifact {
  const layer = random.blob(100)
  const data = (bytes: Uint8Array) => ({ data: Buffer.from(bytes).toString('base64') })
  const config = emptyJson()
  const document = {
    schemaVersion: 2,
    mediaType: mediaTypes.image,
    config: descriptorOf(config, mediaTypes.emptyJson, data(config.bytes)),
    layers: [descriptorOf(layer, mediaTypes.layer, data(layer.bytes))],
  }
  return { blobs: [config, layer], children: [], manifest: manifestOf(document) }
}

function foreignType(artifact: Artifact, mediaType: string): Artifact {
  const document = JSON.parse(new TextDecoder().decode(artifact.manifest.bytes))
  return { ...artifact, manifest: manifestOf({ ...document, mediaType }) }
}

/** Leaves `mediaType` out of the document, as image-spec 1.0 allowed: the Content-Type alone says what it is. */
function untyped(artifact: Artifact): Artifact {
  const { mediaType, ...document } = JSON.parse(new TextDecoder().decode(artifact.manifest.bytes))
  return { ...artifact, manifest: manifestOf(document, { mediaType }) }
}

const nested = (random: Random) =>
  index([index([image(random), image(random)]), index([image(random), image(random)])])

const kinds: Record<string, (random: Random) => Artifact> = {
  image: (random) => image(random),
  'image of plain layers': (random) => image(random, {}, { layerType: mediaTypes.plainLayer }),
  'image of zstd layers': (random) => withLayers(random, [], 'application/vnd.oci.image.layer.v1.tar+zstd'),
  'image without layers': (random) => image(random, {}, { layers: 0 }),
  'image of one layer twice': (random) => {
    const made = withLayers(random, [])
    const layer = descriptorOf(made.blobs[1]!, mediaTypes.layer)
    const document = JSON.parse(new TextDecoder().decode(made.manifest.bytes))
    return { ...made, manifest: manifestOf({ ...document, layers: [layer, layer] }) }
  },
  'image with data fields': dataFields,
  'image with unknown fields': (random) => image(random, { 'com.example.extra': { deep: [1, 'two', null] } }),
  'image with annotations': (random) =>
    image(random, { annotations: { 'org.example.é': 'naïve “quotes” \u{1f433}' } }),
  'image without mediaType': (random) => untyped(image(random)),
  'image with non-distributable layers': (random) =>
    withLayers(random, [
      foreignLayer(random, 'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip'),
      foreignLayer(random, 'application/vnd.oci.image.layer.nondistributable.v1.tar'),
      foreignLayer(random, 'application/vnd.oci.image.layer.nondistributable.v1.tar+zstd'),
    ]),
  'image by sha512': (random) => image(random, {}, { algorithm: 'sha512' }),
  'image by sha256 of sha512 layers': (random) => {
    const made = image(random, {}, { algorithm: 'sha512' })
    return { ...made, manifest: manifestOf(JSON.parse(new TextDecoder().decode(made.manifest.bytes))) }
  },
  index: (random) => index([image(random), image(random)]),
  'index of nothing': () => index([]),
  'index of indexes': nested,
  'index with unknown fields': (random) => index([image(random)], { 'com.example.extra': true }),
  'index without mediaType': (random) => untyped(index([image(random)])),
  'index by sha512': (random) => index([image(random, {}, { algorithm: 'sha512' })], {}, 'sha512'),
  'sparse index': sparse,
  'index with attestation': withAttestation,
  'index of blobs (BuildKit cache)': buildkitCache,
  artifact: (random) => artifact(random, exampleType),
  'artifact of the empty blob alone': (random) => {
    const layers = [descriptorOf(emptyJson(), mediaTypes.emptyJson)]
    const made = artifact(random, exampleType, { layers, annotations: { made: random.word() } })
    return { ...made, blobs: [emptyJson()] }
  },
  'artifact index': (random) =>
    index([artifact(random, exampleType), artifact(random, exampleType)], { artifactType: exampleType }),
  'Docker manifest': (random) => dockerImage(random),
  'Docker manifest with a foreign layer': (random) =>
    dockerImage(random, [foreignLayer(random, mediaTypes.dockerForeignLayer)]),
  'Docker manifest list': (random) =>
    index([dockerImage(random), dockerImage(random)], { mediaType: mediaTypes.dockerList }),
  'OCI index of Docker manifests': (random) => index([dockerImage(random), image(random)]),
  'unknown type of image shape': (random) =>
    foreignType(image(random), 'application/vnd.example.manifest.v7+json'),
  'unknown type of index shape': (random) =>
    foreignType(index([image(random)]), 'application/vnd.example.list.v7+json'),
}

async function expectRoundTrip(repository: Repository, made: Artifact): Promise<void> {
  const { manifest } = made
  const pushed = await repository.push(made)
  expectHeaders(pushed, { 'docker-content-digest': manifest.digest })
  const headers = {
    'content-type': manifest.mediaType,
    'content-length': String(manifest.bytes.length),
    'docker-content-digest': manifest.digest,
  }
  for (const address of [locationOf(pushed), `manifests/${manifest.digest}`]) {
    const got = expectStatus(await repository.get(address), 200)
    expectHeaders(got, headers)
    expectBytes(got, manifest.bytes)
    expectHeaders(expectStatus(await repository.head(address), 200), headers)
  }
}

const byDigest: ConformanceCase[] = Object.entries(kinds).map(([name, make]) => ({
  id: `manifests.kind.${name.replaceAll(' ', '-')}`,
  section: 'Pushing Manifests',
  title: `"${name}" is pushed by digest and comes back by digest and Location with its type and bytes`,
  run: (registry: Registry) => expectRoundTrip(registry.repository(), make(registry.random)),
}))

/** By tag a registry computes the digest itself, so only kinds of the canonical algorithm take part. */
const byTag: ConformanceCase[] = Object.entries(kinds)
  .filter(([name]) => !name.endsWith('by sha512'))
  .map(([name, make]) => ({
    id: `manifests.tagged.${name.replaceAll(' ', '-')}`,
    section: 'Pushing Manifests',
    title: `"${name}" is pushed by tag and comes back by tag and digest`,
    async run(registry: Registry) {
      const repository = registry.repository()
      const made = make(registry.random)
      const pushed = await repository.push(made, 'kind')
      expectHeaders(pushed, { 'docker-content-digest': made.manifest.digest })
      for (const address of [locationOf(pushed), 'manifests/kind', `manifests/${made.manifest.digest}`]) {
        const got = expectStatus(await repository.get(address), 200)
        expectHeaders(got, {
          'content-type': made.manifest.mediaType,
          'docker-content-digest': made.manifest.digest,
        })
        expectBytes(got, made.manifest.bytes)
      }
    },
  }))

export const cases: ConformanceCase[] = [...byDigest, ...byTag]
