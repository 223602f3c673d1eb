// Filtering referrers by their type, and lists that take more than one answer.
import { type Answer, check, expectHeaders, expectStatus } from './answer.ts'
import type { ConformanceCase } from './conformance-case.ts'
import {
  type Artifact,
  artifact,
  type Descriptor,
  image,
  index,
  mediaTypes,
  referenceTo,
} from './manifest.ts'
import { expectReferrers, referrersOf, sbom, signature } from './referrers.ts'
import { fallbackTag } from './referrers-fallback.ts'
import type { Registry } from './registry.ts'
import type { Repository } from './repository.ts'
import { collectPages, nextPage } from './tags.ts'

/** Together more than the 4 MiB that a client has to take as one manifest. */
const numberOfLargeReferrers = 30
const annotationLength = 200_000
const largestAnswer = 4 * 1024 * 1024

interface Scene {
  readonly repository: Repository
  readonly subject: Descriptor
  readonly sboms: Descriptor[]
  readonly images: Descriptor[]
}

function entryFor(made: Artifact, artifactType: string): Descriptor {
  return referenceTo(made.manifest, { artifactType })
}

/** A subject with two referrers of one type and one that has the type of its configuration. */
async function scene(registry: Registry): Promise<Scene> {
  const repository = registry.repository()
  const target = image(registry.random)
  await repository.push(target, 'subject')
  const subject = referenceTo(target.manifest)
  const sboms = [artifact(registry.random, sbom, { subject }), artifact(registry.random, sbom, { subject })]
  const plain = image(registry.random, { subject })
  for (const made of [...sboms, plain]) await repository.push(made)
  return {
    repository,
    subject,
    sboms: sboms.map((made) => entryFor(made, sbom)),
    images: [entryFor(plain, mediaTypes.config)],
  }
}

/** With a filter, and the header that says so. */
function filtered({ repository, subject }: Scene, artifactType: string): Promise<Answer> {
  const query = new URLSearchParams({ artifactType })
  return repository.get(`referrers/${subject.digest}?${query}`)
}

const applied = { 'oci-filters-applied': 'artifactType' }

const filters: ConformanceCase[] = [
  {
    id: 'referrers.filter.none',
    section: 'Listing Referrers',
    title: 'without a filter all referrers come, and no header claims a filter',
    async run(registry) {
      const { repository, subject, sboms, images } = await scene(registry)
      const answer = await repository.get(`referrers/${subject.digest}`)
      expectHeaders(answer, { 'oci-filters-applied': undefined })
      expectReferrers(answer, [...sboms, ...images])
    },
  },
  {
    id: 'referrers.filter.type',
    section: 'Listing Referrers',
    title: '?artifactType= gives the referrers of that type, plus sign included, and says so',
    async run(registry) {
      const made = await scene(registry)
      const answer = await filtered(made, sbom)
      expectHeaders(answer, applied)
      expectReferrers(answer, made.sboms)
    },
  },
  {
    id: 'referrers.filter.type-of-config',
    section: 'Listing Referrers',
    title: '?artifactType= also finds images by the type of their configuration',
    async run(registry) {
      const made = await scene(registry)
      const answer = await filtered(made, mediaTypes.config)
      expectHeaders(answer, applied)
      expectReferrers(answer, made.images)
    },
  },
  {
    id: 'referrers.filter.nothing',
    section: 'Listing Referrers',
    title: '?artifactType= of a type that nothing has gives an empty index, and says that it filtered',
    async run(registry) {
      const answer = await filtered(await scene(registry), signature)
      expectHeaders(answer, applied)
      expectReferrers(answer, [])
    },
  },
  {
    id: 'referrers.filter.unknown-subject',
    section: 'Listing Referrers',
    title: 'a filter on a digest without referrers gives an empty index',
    async run(registry) {
      const made = await scene(registry)
      const subject = { ...made.subject, digest: registry.random.digest() }
      expectReferrers(await filtered({ ...made, subject }, sbom), [])
    },
  },
]

interface LargeScene {
  readonly repository: Repository
  readonly subject: Descriptor
  readonly path: string
  readonly made: Artifact[]
  readonly digests: string[]
}

/** Many referrers with long annotations; every other one is a signature. */
async function largeScene(registry: Registry): Promise<LargeScene> {
  const repository = registry.repository()
  const subject = referenceTo(image(registry.random).manifest)
  const annotations = { 'org.example.long': 'x'.repeat(annotationLength) }
  const members: Artifact[] = []
  for (let at = 0; at < numberOfLargeReferrers; at++) {
    const made = artifact(registry.random, at % 2 ? signature : sbom, { subject, annotations })
    await repository.push(made)
    members.push(made)
  }
  const digests = members.map((each) => each.manifest.digest)
  return { repository, subject, path: `referrers/${subject.digest}`, made: members, digests }
}

function digestsOnPage(answer: Answer): string[] {
  check(answer, answer.body.length <= largestAnswer, 'a page of at most 4 MiB')
  return referrersOf(answer).map((entry) => entry.digest)
}

const pages: ConformanceCase[] = [
  {
    id: 'referrers.pages',
    section: 'Listing Referrers',
    title: 'a list above 4 MiB comes in pages joined by Link, each referrer once, filtered or not',
    async run(registry) {
      const { repository, path, digests } = await largeScene(registry)
      const all = await collectPages(repository, path, digestsOnPage)
      const first = expectStatus(await repository.get(path), 200)
      check(first, nextPage(first) !== undefined, 'a Link')
      check(first, all.flat().sort().join() === digests.slice().sort().join(), 'each referrer once')
      const signatures = await collectPages(repository, `${path}?artifactType=${signature}`, (answer) => {
        expectHeaders(answer, applied)
        return digestsOnPage(answer)
      })
      const wanted = digests.filter((_, at) => at % 2 === 1)
      check(
        first,
        signatures.flat().sort().join() === wanted.sort().join(),
        'each signature once, and no other',
      )
    },
  },
  {
    id: 'referrers.pages.fallback-tag',
    section: 'Enabling the Referrers API',
    title: 'a fallback tag that lists referrers of every page repeats none of them',
    async run(registry) {
      const { repository, subject, path, made, digests } = await largeScene(registry)
      const list = index(made, { manifests: made.map(({ manifest }) => referenceTo(manifest)) })
      expectStatus(await repository.putManifest(list.manifest, fallbackTag(subject.digest)), 201)
      const all = await collectPages(repository, path, digestsOnPage)
      const answer = await repository.get(path)
      check(answer, all.flat().sort().join() === digests.slice().sort().join(), 'each referrer once')
    },
  },
]

export const cases: ConformanceCase[] = [...filters, ...pages]
