// Referrers that clients without the API keep under a tag, beside those that the registry knows.
import { expectBytes, expectStatus } from './answer.ts'
import { type ConformanceCase, forEachAlgorithm } from './conformance-case.ts'
import { artifact, image, index, referenceTo } from './manifest.ts'
import { entryFor, expectReferrers, note, pushedSubject, sbom } from './referrers.ts'

/** How a client without the referrers API names its list (distribution-spec §Referrers Tag Schema). */
export function fallbackTag(digest: string): string {
  const [algorithm = '', hex = ''] = digest.split(':')
  return `${algorithm.slice(0, 32)}-${hex.slice(0, 64)}`
}

const fallback = forEachAlgorithm((algorithm) => [
  {
    id: `referrers.fallback-tag.${algorithm}`,
    section: 'Enabling the Referrers API',
    title: `an index under the fallback tag of a ${algorithm} subject adds what it lists, each referrer once`,
    async run(registry) {
      const repository = registry.repository()
      const target = image(registry.random, {}, { algorithm })
      await repository.push(target)
      const subject = referenceTo(target.manifest)
      const made = artifact(registry.random, sbom, { subject, annotations: note })
      await repository.push(made)
      const list = index([made], { manifests: [entryFor(made, sbom, note)] })
      await repository.push(list, fallbackTag(subject.digest))
      expectReferrers(await repository.get(`referrers/${subject.digest}`), [entryFor(made, sbom, note)])
      const got = await repository.get(`manifests/${fallbackTag(subject.digest)}`)
      expectBytes(expectStatus(got, 200), list.manifest.bytes)
    },
  },
])

const stale: ConformanceCase[] = [
  {
    id: 'referrers.fallback-tag.stale',
    section: 'Listing Referrers',
    title: 'what a fallback tag lists is no referrer when it is gone, never came, or has another subject',
    async run(registry) {
      const repository = registry.repository()
      const subject = await pushedSubject(repository)
      const gone = artifact(registry.random, sbom, { subject })
      const unrelated = artifact(registry.random, sbom)
      const never = artifact(registry.random, sbom, { subject })
      for (const made of [gone, unrelated]) await repository.push(made)
      const list = index([], { manifests: [gone, unrelated, never].map((made) => entryFor(made, sbom)) })
      await repository.push(list, fallbackTag(subject.digest))
      expectStatus(await repository.delete(`manifests/${gone.manifest.digest}`), 202)
      expectReferrers(await repository.get(`referrers/${subject.digest}`), [])
    },
  },
]

export const cases: ConformanceCase[] = [...fallback, ...stale]
