// Deleting tags, manifests and blobs; each delete is visible at once.
import {
  type Answer,
  check,
  expectBytes,
  expectError,
  expectHeaders,
  expectStatus,
  jsonOf,
} from './answer.ts'
import { type ConformanceCase, forEachAlgorithm } from './conformance-case.ts'
import { image, index } from './manifest.ts'
import type { Repository } from './repository.ts'

/** 404 to GET and HEAD, with the right code. */
async function expectGone(repository: Repository, path: string, code: string): Promise<void> {
  expectError(await repository.get(path), 404, code)
  expectStatus(await repository.head(path), 404)
}

async function listedTags(repository: Repository): Promise<string[]> {
  const answer = expectStatus(await repository.get('tags/list'), 200)
  return (jsonOf(answer) as { tags: string[] }).tags
}

function expectUnsupported(answer: Answer): void {
  expectError(answer, 405, 'UNSUPPORTED')
}

const tags: ConformanceCase[] = [
  {
    id: 'deletes.tag',
    section: 'Deleting tags',
    title: 'deleting a tag is 202; the tag is gone, its manifest and other tags stay',
    async run(registry) {
      const repository = registry.repository()
      const { manifest, ...rest } = image(registry.random)
      await repository.push({ manifest, ...rest }, 'one')
      expectStatus(await repository.putManifest(manifest, 'two'), 201)
      expectStatus(await repository.delete('manifests/one'), 202)
      await expectGone(repository, 'manifests/one', 'MANIFEST_UNKNOWN')
      for (const reference of ['two', manifest.digest]) {
        expectBytes(expectStatus(await repository.get(`manifests/${reference}`), 200), manifest.bytes)
      }
      const left = await listedTags(repository)
      check(await repository.get('tags/list'), left.join() === 'two', 'the tag `two` alone')
    },
  },
  {
    id: 'deletes.tag.only',
    section: 'Deleting tags',
    title: 'the repository of a deleted only tag lists no tags and still has its manifest',
    async run(registry) {
      const repository = registry.repository()
      const made = image(registry.random)
      await repository.push(made, 'only')
      expectStatus(await repository.delete('manifests/only'), 202)
      expectStatus(await repository.head(`manifests/${made.manifest.digest}`), 200)
      const left = await listedTags(repository)
      check(await repository.get('tags/list'), left.length === 0, 'an empty list')
    },
  },
  {
    id: 'deletes.tag.twice',
    section: 'Deleting tags',
    title: 'deleting a tag that does not exist, or no longer, is 404',
    async run(registry) {
      const repository = registry.repository()
      await repository.push(image(registry.random), 'one')
      expectStatus(await repository.delete('manifests/one'), 202)
      for (const tag of ['one', 'never']) {
        expectError(await repository.delete(`manifests/${tag}`), 404, 'MANIFEST_UNKNOWN')
      }
    },
  },
  {
    id: 'deletes.tag.again',
    section: 'Deleting tags',
    title: 'a deleted tag can be pushed again',
    async run(registry) {
      const repository = registry.repository()
      const made = image(registry.random)
      await repository.push(made, 'one')
      expectStatus(await repository.delete('manifests/one'), 202)
      expectStatus(await repository.putManifest(made.manifest, 'one'), 201)
      expectBytes(expectStatus(await repository.get('manifests/one'), 200), made.manifest.bytes)
    },
  },
]

const byAlgorithm = forEachAlgorithm((algorithm) => [
  {
    id: `deletes.manifest.${algorithm}`,
    section: 'Deleting Manifests',
    title: `deleting a manifest by its ${algorithm} digest is 202, and every tag on it is gone`,
    async run(registry) {
      const repository = registry.repository()
      const { manifest, ...rest } = image(registry.random, {}, { algorithm })
      const pushed = await repository.push({ manifest, ...rest }, `${manifest.digest}?tag=one&tag=two`)
      expectHeaders(pushed, { 'oci-tag': /one/ })
      await repository.push(image(registry.random), 'other')
      expectStatus(await repository.delete(`manifests/${manifest.digest}`), 202)
      for (const reference of [manifest.digest, 'one', 'two']) {
        await expectGone(repository, `manifests/${reference}`, 'MANIFEST_UNKNOWN')
      }
      const left = await listedTags(repository)
      check(await repository.get('tags/list'), left.join() === 'other', 'the tag `other` alone')
    },
  },
  {
    id: `deletes.manifest.twice.${algorithm}`,
    section: 'Deleting Manifests',
    title: `deleting a manifest of an unknown ${algorithm} digest, or a second time, is 404`,
    async run(registry) {
      const repository = registry.repository()
      const { manifest, ...rest } = image(registry.random, {}, { algorithm })
      await repository.push({ manifest, ...rest })
      expectStatus(await repository.delete(`manifests/${manifest.digest}`), 202)
      for (const digest of [manifest.digest, registry.random.digest(algorithm)]) {
        expectError(await repository.delete(`manifests/${digest}`), 404, 'MANIFEST_UNKNOWN')
      }
    },
  },
  {
    id: `deletes.manifest.again.${algorithm}`,
    section: 'Deleting Manifests',
    title: `a deleted manifest can be pushed again by its ${algorithm} digest, its blobs being there`,
    async run(registry) {
      const repository = registry.repository()
      const { manifest, ...rest } = image(registry.random, {}, { algorithm })
      await repository.push({ manifest, ...rest })
      expectStatus(await repository.delete(`manifests/${manifest.digest}`), 202)
      expectStatus(await repository.putManifest(manifest), 201)
      expectBytes(expectStatus(await repository.get(`manifests/${manifest.digest}`), 200), manifest.bytes)
    },
  },
  {
    id: `deletes.blob.${algorithm}`,
    section: 'Deleting Blobs',
    title: `deleting a ${algorithm} blob is 202, it is gone at once, and can be pushed again`,
    async run(registry) {
      const repository = registry.repository()
      const blob = registry.random.blob(512, algorithm)
      const path = `blobs/${blob.digest}`
      await repository.pushBlob(blob)
      expectStatus(await repository.delete(path), 202)
      await expectGone(repository, path, 'BLOB_UNKNOWN')
      expectError(await repository.delete(path), 404, 'BLOB_UNKNOWN')
      await repository.pushBlob(blob)
      expectBytes(expectStatus(await repository.get(path), 200), blob.bytes)
    },
  },
  {
    id: `deletes.blob.missing.${algorithm}`,
    section: 'Deleting Blobs',
    title: `deleting a ${algorithm} blob that nobody has is 404`,
    async run(registry) {
      const repository = registry.repository()
      await repository.pushBlob(registry.random.blob())
      expectError(await repository.delete(`blobs/${registry.random.digest(algorithm)}`), 404, 'BLOB_UNKNOWN')
    },
  },
  {
    id: `deletes.blob.referenced.${algorithm}`,
    section: 'Deleting Blobs',
    title: `a ${algorithm} blob that a manifest names cannot be deleted (405) until the manifest is`,
    async run(registry) {
      const repository = registry.repository()
      const { manifest, blobs, children } = image(registry.random, {}, { algorithm })
      await repository.push({ manifest, blobs, children })
      for (const blob of blobs) {
        expectUnsupported(await repository.delete(`blobs/${blob.digest}`))
        expectStatus(await repository.head(`blobs/${blob.digest}`), 200)
      }
      expectStatus(await repository.delete(`manifests/${manifest.digest}`), 202)
      for (const blob of blobs) {
        expectStatus(await repository.delete(`blobs/${blob.digest}`), 202)
        await expectGone(repository, `blobs/${blob.digest}`, 'BLOB_UNKNOWN')
      }
    },
  },
])

const edges: ConformanceCase[] = [
  {
    id: 'deletes.blob.shared',
    section: 'Deleting Blobs',
    title: 'a blob may go while a manifest of another repository names it, and stays there',
    async run(registry) {
      const [one, other] = [registry.repository(), registry.repository()]
      const made = image(registry.random)
      await one.push(made, 'latest')
      const layer = made.blobs[1]!
      await other.pushBlob(layer)
      expectStatus(await other.delete(`blobs/${layer.digest}`), 202)
      await expectGone(other, `blobs/${layer.digest}`, 'BLOB_UNKNOWN')
      expectBytes(expectStatus(await one.get(`blobs/${layer.digest}`), 200), layer.bytes)
    },
  },
  {
    id: 'deletes.blob.two-manifests',
    section: 'Deleting Blobs',
    title: 'a blob that two manifests name is held until both are deleted',
    async run(registry) {
      const repository = registry.repository()
      const one = image(registry.random)
      const { config, layers } = JSON.parse(new TextDecoder().decode(one.manifest.bytes))
      const two = image(registry.random, { config, layers, annotations: { second: 'yes' } })
      await repository.push(one)
      expectStatus(await repository.putManifest(two.manifest), 201)
      expectStatus(await repository.delete(`manifests/${one.manifest.digest}`), 202)
      expectUnsupported(await repository.delete(`blobs/${config.digest}`))
      expectStatus(await repository.delete(`manifests/${two.manifest.digest}`), 202)
      expectStatus(await repository.delete(`blobs/${config.digest}`), 202)
    },
  },
  {
    id: 'deletes.unknown-repository',
    section: 'Deleting Manifests',
    title: 'a delete in a repository that does not exist is 404',
    async run(registry) {
      const repository = registry.repository()
      for (const path of ['manifests/latest', `manifests/${registry.random.digest()}`]) {
        expectError(await repository.delete(path), 404, 'NAME_UNKNOWN', 'MANIFEST_UNKNOWN')
      }
      const blob = await repository.delete(`blobs/${registry.random.digest()}`)
      expectError(blob, 404, 'NAME_UNKNOWN', 'BLOB_UNKNOWN')
    },
  },
  {
    id: 'deletes.index-keeps-members',
    section: 'Deleting Manifests',
    title: 'deleting an index leaves its members',
    async run(registry) {
      const repository = registry.repository()
      const member = image(registry.random)
      const list = index([member])
      await repository.push(list, 'list')
      expectStatus(await repository.delete(`manifests/${list.manifest.digest}`), 202)
      await expectGone(repository, 'manifests/list', 'MANIFEST_UNKNOWN')
      expectStatus(await repository.head(`manifests/${member.manifest.digest}`), 200)
    },
  },
  {
    id: 'deletes.index-member',
    section: 'Deleting Manifests',
    title: 'a member of an index can be deleted; the index stays, sparse',
    async run(registry) {
      const repository = registry.repository()
      const member = image(registry.random)
      const list = index([member, image(registry.random)])
      await repository.push(list, 'list')
      expectStatus(await repository.delete(`manifests/${member.manifest.digest}`), 202)
      await expectGone(repository, `manifests/${member.manifest.digest}`, 'MANIFEST_UNKNOWN')
      expectBytes(expectStatus(await repository.get('manifests/list'), 200), list.manifest.bytes)
    },
  },
  {
    id: 'deletes.other-repository',
    section: 'Deleting Manifests',
    title: 'a manifest deleted in one repository stays in another',
    async run(registry) {
      const [one, other] = [registry.repository(), registry.repository()]
      const made = image(registry.random)
      for (const repository of [one, other]) await repository.push(made, 'same')
      expectStatus(await one.delete(`manifests/${made.manifest.digest}`), 202)
      await expectGone(one, 'manifests/same', 'MANIFEST_UNKNOWN')
      expectBytes(expectStatus(await other.get('manifests/same'), 200), made.manifest.bytes)
    },
  },
]

export const cases: ConformanceCase[] = [...tags, ...byAlgorithm, ...edges]
