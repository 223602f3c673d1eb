// Listing the tags of a repository.
import { type Answer, check, expectError, expectHeaders, expectStatus, jsonOf } from './answer.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { image, type Manifest } from './manifest.ts'
import type { Registry } from './registry.ts'
import type { Repository } from './repository.ts'

/** In the order of their bytes: digits, capitals, the underscore, small letters. */
const sorted = [
  '0',
  '1.10',
  '1.9',
  'A',
  'B-2',
  'Z',
  '_hidden',
  'a',
  'a-b',
  'a.b',
  'aB',
  'aa',
  'b',
  'latest',
  'z',
]

/** More pages than any listing here has. */
const mostPages = 100

async function tagged(registry: Registry, tags: readonly string[]): Promise<[Repository, Manifest]> {
  const repository = registry.repository()
  const made = image(registry.random)
  await repository.push(made)
  // In another order than the one in which they are listed.
  for (const tag of [...tags].reverse()) expectStatus(await repository.putManifest(made.manifest, tag), 201)
  return [repository, made.manifest]
}

function tagsOf(answer: Answer): string[] {
  expectStatus(answer, 200)
  const { tags } = jsonOf(answer) as { tags?: unknown }
  check(answer, Array.isArray(tags), '`tags` to be a list')
  return tags as string[]
}

function expectTags(answer: Answer, tags: readonly string[]): void {
  check(answer, tagsOf(answer).join() === tags.join(), `the tags ${tags}`)
}

/** The address of the next page, resolved as a client does; undefined on the last (RFC 8288 §3). */
export function nextPage(answer: Answer): string | undefined {
  const link = answer.headers.get('link')
  if (!link) return undefined
  const match = /^<([^>]+)>; ?rel="?next"?$/.exec(link)
  check(answer, match !== null, `Link: <…>; rel="next", it is ${link}`)
  return new URL(match?.[1] ?? '', answer.url).href
}

/** Follows Link from the first page to the last. */
export async function collectPages<Item>(
  repository: Repository,
  path: string,
  itemsOf: (answer: Answer) => Item[],
): Promise<Item[][]> {
  const pages: Item[][] = []
  let next: string | undefined = path
  while (next !== undefined) {
    const answer: Answer = await repository.get(next)
    pages.push(itemsOf(answer))
    check(answer, pages.length <= mostPages, `an end within ${mostPages} pages`)
    next = nextPage(answer)
  }
  return pages
}

const whole: ConformanceCase[] = [
  {
    id: 'tags.list',
    section: 'Listing Tags',
    title: 'the list is JSON with the repository’s name and all tags in the order of their bytes',
    async run(registry) {
      const [repository] = await tagged(registry, sorted)
      const answer = await repository.get('tags/list')
      expectTags(answer, sorted)
      expectHeaders(answer, { 'content-type': /^application\/json/, link: undefined })
      const { name } = jsonOf(answer) as { name?: string }
      check(answer, name === repository.name, `name ${repository.name}`)
    },
  },
  {
    id: 'tags.untagged',
    section: 'Listing Tags',
    title: 'a repository whose manifests have no tags has an empty list',
    async run(registry) {
      const [repository] = await tagged(registry, [])
      expectTags(await repository.get('tags/list'), [])
    },
  },
  {
    id: 'tags.unknown-repository',
    section: 'Endpoints',
    title: 'the tags of a repository that does not exist are 404 NAME_UNKNOWN',
    async run(registry) {
      expectError(await registry.repository().get('tags/list'), 404, 'NAME_UNKNOWN')
    },
  },
  {
    id: 'tags.longest',
    section: 'Pulling manifests',
    title: 'a tag of 128 characters is listed',
    async run(registry) {
      const tag = `v${registry.random.word()}`.padEnd(128, 'x')
      const [repository] = await tagged(registry, [tag])
      expectTags(await repository.get('tags/list'), [tag])
    },
  },
  {
    id: 'tags.visible-at-once',
    section: 'Listing Tags',
    title: 'a tag is listed as soon as its push was answered, and gone as soon as its delete was',
    async run(registry) {
      const [repository, manifest] = await tagged(registry, ['a', 'b'])
      expectStatus(await repository.putManifest(manifest, 'c'), 201)
      expectTags(await repository.get('tags/list'), ['a', 'b', 'c'])
      expectStatus(await repository.delete('manifests/b'), 202)
      expectTags(await repository.get('tags/list'), ['a', 'c'])
    },
  },
]

/** Queries on the fifteen tags, the tags they give, and whether there is more. */
const queries: [query: string, tags: readonly string[], more: boolean][] = [
  ['n=4', sorted.slice(0, 4), true],
  ['n=14', sorted.slice(0, 14), true],
  ['n=15', sorted, false],
  ['n=1000', sorted, false],
  ['n=0', [], false],
  ['last=Z', sorted.slice(6), false],
  ['last=z', [], false],
  ['last=latest&n=1', ['z'], false],
  ['n=3&last=A', sorted.slice(4, 7), true],
  ['n=3&last=C', sorted.slice(5, 8), true],
  ['n=2&last=zzz', [], false],
  ['last=-', sorted, false],
]

const paged: ConformanceCase[] = [
  ...queries.map(([query, tags, more]) => ({
    id: `tags.page.${query}`,
    section: 'Listing Tags',
    title: `of ${sorted.length} tags ?${query} gives ${tags.length}${more ? ' and a Link' : ', without a Link'}`,
    async run(registry: Registry) {
      const [repository] = await tagged(registry, sorted)
      const answer = await repository.get(`tags/list?${query}`)
      expectTags(answer, tags)
      check(answer, (nextPage(answer) !== undefined) === more, more ? 'a Link' : 'no Link')
    },
  })),
  ...[1, 2, 5, 7].map((n) => ({
    id: `tags.follow.${n}`,
    section: 'Listing Tags',
    title: `following Link with n=${n} meets each tag once, in order`,
    async run(registry: Registry) {
      const [repository] = await tagged(registry, sorted)
      const pages = await collectPages(repository, `tags/list?n=${n}`, tagsOf)
      const last = await repository.get('tags/list')
      check(last, pages.flat().join() === sorted.join(), `the pages to hold ${sorted}, they hold ${pages}`)
      check(
        last,
        pages.every((page) => page.length <= n),
        `pages of at most ${n}`,
      )
    },
  })),
  {
    id: 'tags.follow.deleted-last',
    section: 'Listing Tags',
    title: 'a page follows its predecessor though the tag between them was deleted',
    async run(registry) {
      const [repository] = await tagged(registry, sorted)
      const next = nextPage(expectStatus(await repository.get('tags/list?n=5'), 200))
      expectStatus(await repository.delete(`manifests/${sorted[4]}`), 202)
      const answer = await repository.get(next ?? 'tags/list?n=5&last=none')
      expectTags(answer, sorted.slice(5, 10))
    },
  },
  {
    id: 'tags.many',
    section: 'Listing Tags',
    title: 'without n all of 120 tags come, by Link if need be',
    async run(registry) {
      const tags = Array.from({ length: 120 }, (_, at) => `v${String(at).padStart(3, '0')}`)
      const [repository] = await tagged(registry, tags)
      const pages = await collectPages(repository, 'tags/list', tagsOf)
      check(await repository.get('tags/list'), pages.flat().join() === tags.join(), 'all tags in order')
    },
  },
  ...['abc', '-1', '1.5'].map((n) => ({
    id: `tags.bad-n.${n}`,
    section: 'RFC 9110 15.5.1',
    title: `n=${n} is 400`,
    async run(registry: Registry) {
      const [repository] = await tagged(registry, ['a'])
      expectStatus(await repository.get(`tags/list?n=${n}`), 400)
    },
  })),
]

export const cases: ConformanceCase[] = [...whole, ...paged]
