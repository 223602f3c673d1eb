// Pushing a manifest by digest together with its tags.
import { type Answer, check, expectBytes, expectError, expectStatus, tagErrors } from './answer.ts'
import { type ConformanceCase, forEachAlgorithm } from './conformance-case.ts'
import { image, type Manifest } from './manifest.ts'
import type { Repository } from './repository.ts'

/** Numbers of tags that a request of 15 kB can hold; somewhere up this list a registry says 414. */
const numbersOfTags = [50, 150, 400, 1000]

function putTagged(repository: Repository, manifest: Manifest, tags: readonly string[]): Promise<Answer> {
  const query = tags.map((tag) => `tag=${encodeURIComponent(tag)}`).join('&')
  return repository.putManifest(manifest, `${manifest.digest}?${query}`)
}

/** One OCI-Tag for each accepted tag; several headers or one list mean the same (RFC 9110 §5.3). */
function expectTags(answer: Answer, tags: readonly string[]): void {
  expectStatus(answer, 201)
  const accepted = (answer.headers.get('oci-tag') ?? '').split(',').map((tag) => tag.trim())
  const same = [...new Set(accepted)].sort().join() === [...tags].sort().join()
  check(answer, same, `OCI-Tag to name ${tags}, it names ${accepted}`)
}

async function expectTagged(
  repository: Repository,
  manifest: Manifest,
  tags: readonly string[],
): Promise<void> {
  for (const tag of tags) {
    const got = expectStatus(await repository.get(`manifests/${tag}`), 200)
    expectBytes(got, manifest.bytes)
    check(got, got.headers.get('docker-content-digest') === manifest.digest, 'the digest that was pushed')
  }
}

const accepted = forEachAlgorithm((algorithm) => [
  ...[['one'], ['1.2.3', '1.2', '1', 'latest'], Array.from({ length: 10 }, (_, at) => `tag-${at}`)].map(
    (tags): ConformanceCase => ({
      id: `tag-parameters.${tags.length}.${algorithm}`,
      section: 'Pushing Manifests',
      title: `${tags.length} tag parameters on a push by ${algorithm} digest make as many tags`,
      async run(registry) {
        const repository = registry.repository()
        const made = image(registry.random, {}, { algorithm })
        for (const blob of made.blobs) await repository.pushBlob(blob)
        expectTags(await putTagged(repository, made.manifest, tags), tags)
        await expectTagged(repository, made.manifest, tags)
      },
    }),
  ),
])

const edges: ConformanceCase[] = [
  {
    id: 'tag-parameters.move',
    section: 'Pushing Manifests',
    title: 'a tag parameter moves a tag that exists',
    async run(registry) {
      const repository = registry.repository()
      const [older, newer] = [image(registry.random), image(registry.random)]
      await repository.push(older, 'latest')
      await repository.push(newer)
      expectTags(await putTagged(repository, newer.manifest, ['latest', 'next']), ['latest', 'next'])
      await expectTagged(repository, newer.manifest, ['latest', 'next'])
    },
  },
  {
    id: 'tag-parameters.repeated',
    section: 'Pushing Manifests',
    title: 'a tag that is named twice is one tag',
    async run(registry) {
      const repository = registry.repository()
      const made = image(registry.random)
      await repository.push(made)
      expectTags(await putTagged(repository, made.manifest, ['same', 'same']), ['same'])
    },
  },
  {
    id: 'tag-parameters.invalid',
    section: 'Pushing Manifests',
    title: 'one invalid tag among them makes the push 400, and none of the tags is made',
    async run(registry) {
      const repository = registry.repository()
      const made = image(registry.random)
      await repository.push(made, 'before')
      const answer = await putTagged(repository, made.manifest, ['good', '-bad', 'b/ad'])
      expectError(answer, 400, ...tagErrors)
      expectStatus(await repository.head('manifests/good'), 404)
    },
  },
  {
    id: 'tag-parameters.wrong-digest',
    section: 'Pushing Manifests',
    title: 'tags on a push with a wrong digest are not made',
    async run(registry) {
      const repository = registry.repository()
      const made = image(registry.random)
      await repository.push(made)
      const wrong = { ...made.manifest, digest: registry.random.digest() }
      expectError(await putTagged(repository, wrong, ['wrong']), 400, 'DIGEST_INVALID')
      expectStatus(await repository.head('manifests/wrong'), 404)
    },
  },
  {
    id: 'tag-parameters.too-many',
    section: 'Pushing Manifests',
    title: 'more tags than a registry takes are 414, and none of them is made',
    async run(registry) {
      const repository = registry.repository()
      const made = image(registry.random)
      await repository.push(made)
      for (const number of numbersOfTags) {
        const tags = Array.from({ length: number }, (_, at) => `t${number}-${at}`)
        const answer = await putTagged(repository, made.manifest, tags)
        if (answer.status === 201) expectTags(answer, tags)
        else {
          expectStatus(answer, 414)
          expectStatus(await repository.head(`manifests/${tags[0]}`), 404)
          return
        }
      }
      throw new Error(`${numbersOfTags.at(-1)} tags in one request were all accepted`)
    },
  },
]

export const cases: ConformanceCase[] = [...accepted, ...edges]
