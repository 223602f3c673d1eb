// The catalog of repositories and the discovery of extensions.
import { type Answer, check, expectHeaders, expectStatus, jsonOf } from './answer.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { image } from './manifest.ts'
import type { Registry } from './registry.ts'
import { Repository } from './repository.ts'
import { nextPage } from './tags.ts'

/** Four repositories whose names follow one another, whatever else the registry holds. */
async function neighbours(registry: Registry): Promise<string[]> {
  const base = registry.repository().name
  const names = ['a', 'b', 'c', 'd'].map((letter) => `${base}/${letter}`)
  for (const name of names) await new Repository(registry, name).push(image(registry.random), 'latest')
  return names
}

function namesOf(answer: Answer): string[] {
  expectStatus(answer, 200)
  expectHeaders(answer, { 'content-type': /^application\/json/ })
  const { repositories } = jsonOf(answer) as { repositories?: unknown }
  check(answer, Array.isArray(repositories), '`repositories` to be a list')
  return repositories as string[]
}

function expectNames(answer: Answer, names: readonly string[]): void {
  check(answer, namesOf(answer).join() === names.join(), `the repositories ${names}`)
}

/** A position just before the first of the neighbours. */
function before(names: readonly string[]): string {
  return (names[0] ?? '').slice(0, -2)
}

const catalog: ConformanceCase[] = [
  {
    id: 'catalog.page',
    section: 'Extensions: _catalog',
    title: 'a page of the catalog holds n names in order after `last`, and a Link to the next',
    async run(registry) {
      const names = await neighbours(registry)
      const first = await registry.get(`/v2/_catalog?n=2&last=${before(names)}`)
      expectNames(first, names.slice(0, 2))
      const next = nextPage(first)
      check(first, next !== undefined, 'a Link')
      const second = await registry.get(next ?? '')
      expectNames(second, names.slice(2))
    },
  },
  {
    id: 'catalog.unknown-last',
    section: 'Extensions: _catalog',
    title: '`last` is a position: it need not exist',
    async run(registry) {
      const names = await neighbours(registry)
      const answer = await registry.get(`/v2/_catalog?n=1&last=${names[1]}-none`)
      expectNames(answer, names.slice(2, 3))
    },
  },
  {
    id: 'catalog.n-0',
    section: 'Extensions: _catalog',
    title: 'n=0 gives an empty list without a Link',
    async run(registry) {
      await neighbours(registry)
      const answer = await registry.get('/v2/_catalog?n=0')
      expectNames(answer, [])
      expectHeaders(answer, { link: undefined })
    },
  },
  {
    id: 'catalog.end',
    section: 'Extensions: _catalog',
    title: 'after the last name the catalog is empty and has no Link',
    async run(registry) {
      const answer = await registry.get('/v2/_catalog?n=5&last=zzzzzzzz')
      expectNames(answer, [])
      expectHeaders(answer, { link: undefined })
    },
  },
  {
    id: 'catalog.order',
    section: 'Extensions: _catalog',
    title: 'the catalog is in the order of bytes and names no repository twice',
    async run(registry) {
      await neighbours(registry)
      const answer = await registry.get('/v2/_catalog?n=50')
      const names = namesOf(answer)
      const sorted = [...new Set(names)].sort()
      check(answer, names.join() === sorted.join(), 'the order of bytes')
    },
  },
]

/** The list of extensions (extensions/_oci, §Module: discover). */
function expectExtensions(answer: Answer): void {
  expectStatus(answer, 200)
  expectHeaders(answer, {
    'content-type': /^application\/json/,
    'content-length': String(answer.body.length),
  })
  const { extensions } = jsonOf(answer) as { extensions?: unknown }
  check(answer, Array.isArray(extensions), '`extensions` to be a list')
  for (const { name, url, endpoints } of extensions as Record<string, unknown>[]) {
    check(answer, typeof name === 'string' && /^_[a-z0-9]/.test(name), 'names that begin with an underscore')
    check(answer, typeof url === 'string' && url !== '', 'a url of each extension')
    check(answer, Array.isArray(endpoints), 'a list of endpoints of each extension')
  }
}

const extensions: ConformanceCase[] = [
  {
    id: 'extensions.registry',
    section: 'Extensions: _oci, discover',
    title: 'the extensions of the registry can be discovered',
    async run(registry) {
      expectExtensions(await registry.get('/v2/_oci/ext/discover'))
    },
  },
  {
    id: 'extensions.repository',
    section: 'Extensions: _oci, discover',
    title: 'the extensions of a repository can be discovered',
    async run(registry) {
      const repository = registry.repository()
      await repository.push(image(registry.random), 'latest')
      expectExtensions(await repository.get('_oci/ext/discover'))
    },
  },
  {
    id: 'extensions.unknown',
    section: 'Extensions: _oci, discover',
    title: 'an extension that the registry lacks is 404',
    async run(registry) {
      const repository = registry.repository()
      await repository.push(image(registry.random), 'latest')
      expectStatus(await registry.get('/v2/_example/some/thing'), 404)
      expectStatus(await repository.get('_oci/some/thing'), 404)
    },
  },
]

export const cases: ConformanceCase[] = [...catalog, ...extensions]
