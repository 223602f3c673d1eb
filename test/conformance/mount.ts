// Mounting a blob that another repository has.
import { check, expectBytes, expectError, expectHeaders, expectStatus, locationOf } from './answer.ts'
import { type ConformanceCase, forEachAlgorithm } from './conformance-case.ts'
import { type Content, contentOf } from './content.ts'
import { descriptorOf, manifestOf, mediaTypes } from './manifest.ts'
import { expectPushed } from './push.ts'
import type { Repository } from './repository.ts'

function mount(repository: Repository, digest: string, from?: string): ReturnType<Repository['post']> {
  const source = from === undefined ? '' : `&from=${encodeURIComponent(from)}`
  return repository.post(`blobs/uploads/?mount=${encodeURIComponent(digest)}${source}`)
}

/** The fallback of a mount that could not be: a session that takes the blob. */
async function expectFallback(
  repository: Repository,
  answer: Awaited<ReturnType<typeof mount>>,
  blob: Content,
): Promise<void> {
  const location = locationOf(expectStatus(answer, 202))
  await expectPushed(repository, await repository.closeUpload(location, blob.digest, blob.bytes), blob)
}

const byAlgorithm = forEachAlgorithm((algorithm) => [
  ...[true, false].map(
    (named): ConformanceCase => ({
      id: `mount.${named ? 'from' : 'anywhere'}.${algorithm}`,
      section: 'Mounting a blob from another repository',
      title: `a ${algorithm} blob that exists is mounted ${named ? 'from the repository named' : 'without `from`'}`,
      async run(registry) {
        const [source, target] = [registry.repository(), registry.repository()]
        const blob = registry.random.blob(512, algorithm)
        await source.pushBlob(blob)
        const answer = await mount(target, blob.digest, named ? source.name : undefined)
        await expectPushed(target, answer, blob)
      },
    }),
  ),
  ...[true, false].map(
    (named): ConformanceCase => ({
      id: `mount.missing.${named ? 'from' : 'anywhere'}.${algorithm}`,
      section: 'Mounting a blob from another repository',
      title: `a ${algorithm} blob that ${named ? '`from`' : 'nobody'} has gives 202 and a session that takes it`,
      async run(registry) {
        const [source, target] = [registry.repository(), registry.repository()]
        await source.pushBlob(registry.random.blob())
        const blob = registry.random.blob(512, algorithm)
        const answer = await mount(target, blob.digest, named ? source.name : undefined)
        await expectFallback(target, answer, blob)
      },
    }),
  ),
])

const edges: ConformanceCase[] = [
  {
    id: 'mount.missing-repository',
    section: 'Mounting a blob from another repository',
    title: 'a `from` that does not exist gives 202 and a session that takes the blob',
    async run(registry) {
      const [source, target] = [registry.repository(), registry.repository()]
      const blob = registry.random.blob()
      await expectFallback(target, await mount(target, blob.digest, source.name), blob)
    },
  },
  {
    id: 'mount.fallback-cancelled',
    section: 'Clients: containers/image',
    title: 'the session that a failed mount gave can be cancelled',
    async run(registry) {
      const target = registry.repository()
      const answer = await mount(target, registry.random.digest(), registry.repository().name)
      expectStatus(await target.delete(locationOf(expectStatus(answer, 202))), 204)
    },
  },
  {
    id: 'mount.same-repository',
    section: 'Mounting a blob from another repository',
    title: 'a repository may mount from itself',
    async run(registry) {
      const repository = registry.repository()
      const blob = registry.random.blob()
      await repository.pushBlob(blob)
      await expectPushed(repository, await mount(repository, blob.digest, repository.name), blob)
    },
  },
  ...['sha256:abc', 'md5:d41d8cd98f00b204e9800998ecf8427e', 'nothing'].map(
    (digest): ConformanceCase => ({
      id: `mount.bad-digest.${digest}`,
      section: 'Pushing blobs',
      title: `a mount of ${digest} is 400`,
      async run(registry) {
        expectError(await mount(registry.repository(), digest), 400, 'DIGEST_INVALID')
      },
    }),
  ),
  {
    id: 'mount.deleted-from-source',
    section: 'Deleting Blobs',
    title: 'a mounted blob stays when its source deletes it',
    async run(registry) {
      const [source, target] = [registry.repository(), registry.repository()]
      const blob = registry.random.blob()
      await source.pushBlob(blob)
      expectStatus(await mount(target, blob.digest, source.name), 201)
      expectStatus(await source.delete(`blobs/${blob.digest}`), 202)
      expectStatus(await source.head(`blobs/${blob.digest}`), 404)
      expectBytes(expectStatus(await target.get(`blobs/${blob.digest}`), 200), blob.bytes)
    },
  },
  {
    id: 'mount.deleted-from-target',
    section: 'Deleting Blobs',
    title: 'a mounted blob that is deleted is gone at once, and only there',
    async run(registry) {
      const [source, target] = [registry.repository(), registry.repository()]
      const blob = registry.random.blob()
      await source.pushBlob(blob)
      expectStatus(await mount(target, blob.digest, source.name), 201)
      expectStatus(await target.delete(`blobs/${blob.digest}`), 202)
      expectStatus(await target.head(`blobs/${blob.digest}`), 404)
      expectStatus(await source.head(`blobs/${blob.digest}`), 200)
    },
  },
  {
    id: 'mount.then-manifest',
    section: 'Cross-repository mounting',
    title: 'a manifest whose blobs were all mounted is accepted',
    async run(registry) {
      const [source, target] = [registry.repository(), registry.repository()]
      const config = contentOf(`{"by":"${registry.random.word()}"}`)
      const layer = registry.random.blob()
      for (const blob of [config, layer]) {
        await source.pushBlob(blob)
        expectStatus(await mount(target, blob.digest, source.name), 201)
      }
      const manifest = manifestOf({
        schemaVersion: 2,
        mediaType: mediaTypes.image,
        config: descriptorOf(config, mediaTypes.config),
        layers: [descriptorOf(layer, mediaTypes.layer)],
      })
      const answer = expectStatus(await target.putManifest(manifest, 'latest'), 201)
      expectHeaders(answer, { 'docker-content-digest': manifest.digest })
    },
  },
  {
    id: 'mount.no-content',
    section: 'Mounting a blob from another repository',
    title: 'the answer to a mount has no body and names no upload',
    async run(registry) {
      const [source, target] = [registry.repository(), registry.repository()]
      const blob = registry.random.blob()
      await source.pushBlob(blob)
      const answer = expectStatus(await mount(target, blob.digest, source.name), 201)
      check(answer, answer.body.length === 0, 'no body')
      check(answer, locationOf(answer).endsWith(`/blobs/${blob.digest}`), 'the Location of the blob')
    },
  },
]

export const cases: ConformanceCase[] = [...byAlgorithm, ...edges]
