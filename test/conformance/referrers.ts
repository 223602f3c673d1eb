// Manifests with a subject, and the list of those that refer to one.
import { type Answer, check, expectError, expectHeaders, expectStatus, jsonOf } from './answer.ts'
import { type ConformanceCase, forEachAlgorithm } from './conformance-case.ts'
import { emptyJson } from './content.ts'
import {
  type Artifact,
  artifact,
  type Descriptor,
  descriptorOf,
  image,
  index,
  mediaTypes,
  referenceTo,
} from './manifest.ts'
import type { Repository } from './repository.ts'

export const sbom = 'application/vnd.example.sbom.v1+json'
export const signature = 'application/vnd.example.signature.v1'

/** The descriptors of an answer that has to be an OCI index with the exact type (distribution-spec end-12a). */
export function referrersOf(answer: Answer): Descriptor[] {
  expectStatus(answer, 200)
  expectHeaders(answer, { 'content-type': mediaTypes.index })
  const { schemaVersion, mediaType, manifests } = jsonOf(answer) as Record<string, unknown>
  check(answer, schemaVersion === 2 && mediaType === mediaTypes.index, 'an OCI index')
  check(answer, Array.isArray(manifests), 'a list of manifests')
  return manifests as Descriptor[]
}

/** A referrer's entry: type, size and digest of its manifest, the artifact type if any, its annotations. */
export function entryFor(made: Artifact, artifactType?: string, annotations?: object): Descriptor {
  return referenceTo(made.manifest, { artifactType, ...(annotations && { annotations }) })
}

/** Exactly these entries, in any order. */
export function expectReferrers(answer: Answer, expected: readonly Descriptor[]): void {
  const found = referrersOf(answer)
  const digests = found.map((entry) => entry.digest).sort()
  const wanted = expected.map((entry) => entry.digest).sort()
  check(answer, digests.join() === wanted.join(), `exactly ${wanted.length} referrers: ${wanted}`)
  for (const entry of expected) {
    const match = found.find(({ digest }) => digest === entry.digest)
    for (const key of ['mediaType', 'size', 'artifactType', 'annotations']) {
      const same = Bun.deepEquals(match?.[key], entry[key])
      check(answer, same, `${key} of ${entry.digest} to be ${JSON.stringify(entry[key])}`)
    }
  }
}

export const note = { 'org.example.made': 'then', 'org.example.by': 'hand' }

/** Referrers of each shape, with the artifact type under which they are listed. */
const shapes: Record<
  string,
  [make: (subject: Descriptor, repository: Repository) => Artifact, type?: string]
> = {
  'artifact with a type': [(subject, { registry }) => artifact(registry.random, sbom, { subject }), sbom],
  'image without a type': [(subject, { registry }) => image(registry.random, { subject }), mediaTypes.config],
  'image with an empty type': [
    (subject, { registry }) => image(registry.random, { subject, artifactType: '' }),
    mediaTypes.config,
  ],
  'image whose configuration has the type': [
    (subject, { registry }) => {
      const config = descriptorOf(emptyJson(), signature)
      const made = image(registry.random, { subject, config })
      return { ...made, blobs: [...made.blobs, emptyJson()] }
    },
    signature,
  ],
  'index with a type': [
    (subject, { registry }) => index([image(registry.random)], { subject, artifactType: sbom }),
    sbom,
  ],
  'index without a type': [(subject, { registry }) => index([image(registry.random)], { subject })],
}

export async function pushedSubject(repository: Repository): Promise<Descriptor> {
  const subject = image(repository.registry.random)
  await repository.push(subject, 'subject')
  return referenceTo(subject.manifest)
}

const listed: ConformanceCase[] = Object.entries(shapes).map(([name, [make, artifactType]]) => ({
  id: `referrers.shape.${name.replaceAll(' ', '-')}`,
  section: 'Listing Referrers',
  title: `"${name}" is listed with ${artifactType ? `artifactType ${artifactType}` : 'no artifactType'}`,
  async run(registry) {
    const repository = registry.repository()
    const subject = await pushedSubject(repository)
    const made = make(subject, repository)
    expectHeaders(await repository.push(made), { 'oci-subject': subject.digest })
    expectReferrers(await repository.get(`referrers/${subject.digest}`), [entryFor(made, artifactType)])
  },
}))

const subjects = forEachAlgorithm((algorithm) => [
  {
    id: `referrers.empty.${algorithm}`,
    section: 'Listing Referrers',
    title: `the referrers of an unknown ${algorithm} digest are an empty index`,
    async run(registry) {
      const repository = registry.repository()
      await repository.push(image(registry.random), 'latest')
      expectReferrers(await repository.get(`referrers/${registry.random.digest(algorithm)}`), [])
    },
  },
  {
    id: `referrers.empty-repository.${algorithm}`,
    section: 'Listing Referrers',
    title: `a repository that does not exist answers with an empty index, not 404 (${algorithm})`,
    async run(registry) {
      const digest = registry.random.digest(algorithm)
      expectReferrers(await registry.repository().get(`referrers/${digest}`), [])
    },
  },
  {
    id: `referrers.subject-first.${algorithm}`,
    section: 'Pushing Manifests with Subject',
    title: `pushed by tag, a referrer of a ${algorithm} subject is answered with OCI-Subject and listed`,
    async run(registry) {
      const repository = registry.repository()
      const target = image(registry.random, {}, { algorithm })
      await repository.push(target)
      const made = artifact(registry.random, sbom, {
        subject: referenceTo(target.manifest),
        annotations: note,
      })
      expectHeaders(await repository.push(made, 'sbom'), { 'oci-subject': target.manifest.digest })
      const answer = await repository.get(`referrers/${target.manifest.digest}`)
      expectReferrers(answer, [entryFor(made, sbom, note)])
    },
  },
  {
    id: `referrers.subject-missing.${algorithm}`,
    section: 'Push',
    title: `a referrer of a ${algorithm} subject that does not exist is accepted and listed, then and later`,
    async run(registry) {
      const repository = registry.repository()
      const target = image(registry.random, {}, { algorithm })
      const made = artifact(registry.random, sbom, { subject: referenceTo(target.manifest) })
      expectHeaders(await repository.push(made), { 'oci-subject': target.manifest.digest })
      const path = `referrers/${target.manifest.digest}`
      expectReferrers(await repository.get(path), [entryFor(made, sbom)])
      await repository.push(target)
      expectReferrers(await repository.get(path), [entryFor(made, sbom)])
    },
  },
])

const edges: ConformanceCase[] = [
  {
    id: 'referrers.no-subject',
    section: 'Pushing Manifests with Subject',
    title: 'a manifest without a subject is answered without OCI-Subject',
    async run(registry) {
      const answer = await registry.repository().push(image(registry.random), 'latest')
      expectHeaders(answer, { 'oci-subject': undefined })
    },
  },
  {
    id: 'referrers.bad-subject',
    section: 'Error Codes',
    title: 'a subject whose digest is malformed makes the manifest 400',
    async run(registry) {
      const repository = registry.repository()
      const made = artifact(registry.random, sbom, {
        subject: { mediaType: mediaTypes.image, digest: 'sha256:abc', size: 3 },
      })
      for (const blob of made.blobs) await repository.pushBlob(blob)
      const answer = await repository.putManifest(made.manifest, 'bad')
      expectError(answer, 400, 'MANIFEST_INVALID', 'DIGEST_INVALID')
    },
  },
  {
    id: 'referrers.once',
    section: 'Listing Referrers',
    title: 'a referrer with several tags is listed once',
    async run(registry) {
      const repository = registry.repository()
      const subject = await pushedSubject(repository)
      const made = artifact(registry.random, sbom, { subject })
      await repository.push(made)
      for (const tag of ['one', 'two']) expectStatus(await repository.putManifest(made.manifest, tag), 201)
      expectReferrers(await repository.get(`referrers/${subject.digest}`), [entryFor(made, sbom)])
    },
  },
  {
    id: 'referrers.inside-index',
    section: 'Listing Referrers',
    title: 'a referrer that is a member of an index counts too',
    async run(registry) {
      const repository = registry.repository()
      const subject = await pushedSubject(repository)
      const made = artifact(registry.random, signature, { subject })
      await repository.push(index([made, image(registry.random)]), 'list')
      expectReferrers(await repository.get(`referrers/${subject.digest}`), [entryFor(made, signature)])
    },
  },
  {
    id: 'referrers.of-referrer',
    section: 'Listing Referrers',
    title: 'a referrer can itself be a subject',
    async run(registry) {
      const repository = registry.repository()
      const subject = await pushedSubject(repository)
      const first = artifact(registry.random, sbom, { subject })
      const second = artifact(registry.random, signature, { subject: referenceTo(first.manifest) })
      await repository.push(first)
      await repository.push(second)
      expectReferrers(await repository.get(`referrers/${subject.digest}`), [entryFor(first, sbom)])
      const answer = await repository.get(`referrers/${first.manifest.digest}`)
      expectReferrers(answer, [entryFor(second, signature)])
    },
  },
  {
    id: 'referrers.own-repository',
    section: 'Listing Referrers',
    title: 'only referrers of the same repository are listed',
    async run(registry) {
      const [one, other] = [registry.repository(), registry.repository()]
      const subject = await pushedSubject(one)
      await other.push(artifact(registry.random, sbom, { subject }))
      expectReferrers(await one.get(`referrers/${subject.digest}`), [])
    },
  },
  {
    id: 'referrers.deleted',
    section: 'Deleting Manifests',
    title: 'a referrer that is deleted leaves the list at once',
    async run(registry) {
      const repository = registry.repository()
      const subject = await pushedSubject(repository)
      const [gone, kept] = [
        artifact(registry.random, sbom, { subject }),
        artifact(registry.random, sbom, { subject }),
      ]
      await repository.push(gone)
      await repository.push(kept)
      expectStatus(await repository.delete(`manifests/${gone.manifest.digest}`), 202)
      expectReferrers(await repository.get(`referrers/${subject.digest}`), [entryFor(kept, sbom)])
    },
  },
  {
    id: 'referrers.subject-deleted',
    section: 'Deleting Manifests',
    title: 'deleting a subject is 202 and the referrers list is still an index',
    async run(registry) {
      const repository = registry.repository()
      const subject = await pushedSubject(repository)
      await repository.push(artifact(registry.random, sbom, { subject }))
      expectStatus(await repository.delete(`manifests/${subject.digest}`), 202)
      referrersOf(await repository.get(`referrers/${subject.digest}`))
    },
  },
]

export const cases: ConformanceCase[] = [...listed, ...subjects, ...edges]
