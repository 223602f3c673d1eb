// Names of repositories and tags: which are taken, which are refused, which mean the same.
import {
  check,
  expectBytes,
  expectError,
  expectHeaders,
  expectStatus,
  locationOf,
  tagErrors,
} from './answer.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { image } from './manifest.ts'
import type { Registry } from './registry.ts'
import { Repository } from './repository.ts'

/** What may follow a valid component; several look like endpoints on purpose. */
const suffixes = [
  '.a',
  '_a',
  '__a',
  '-a',
  '---a',
  '/b',
  '/b/c/d/e/f/g',
  '/a.b_c__d-e',
  '/blobs',
  '/manifests',
  '/tags',
  '/tags/list',
  '/referrers',
  '/blobs/uploads',
  '/manifests/latest',
  '/v2',
  '/0',
]

const valid: ConformanceCase[] = [
  ...suffixes.map((suffix) => ({
    id: `names.valid.${suffix}`,
    section: 'Pulling manifests',
    title: `a repository may be named <project>/<name>${suffix}`,
    async run(registry: Registry) {
      const repository = registry.repository(suffix)
      const made = image(registry.random)
      const pushed = await repository.push(made, 'latest')
      for (const address of [locationOf(pushed), 'manifests/latest', `manifests/${made.manifest.digest}`]) {
        expectBytes(expectStatus(await repository.get(address), 200), made.manifest.bytes)
      }
      expectStatus(await repository.head(`blobs/${made.blobs[0]?.digest}`), 200)
      expectStatus(await repository.get('tags/list'), 200)
    },
  })),
  {
    id: 'names.long',
    section: 'Pulling manifests',
    title: 'a name of 200 characters is taken',
    async run(registry) {
      const start = registry.repository()
      const repository = new Repository(registry, `${start.name}/`.padEnd(200, 'n'))
      await repository.push(image(registry.random), 'latest')
      expectStatus(await repository.head('manifests/latest'), 200)
    },
  },
  {
    id: 'names.nested',
    section: 'Pulling manifests',
    title: 'a repository and one below it are two',
    async run(registry) {
      const outer = registry.repository()
      const inner = new Repository(registry, `${outer.name}/inner`)
      const made = image(registry.random)
      await inner.push(made, 'latest')
      expectStatus(await outer.head('manifests/latest'), 404)
      await outer.push(image(registry.random), 'latest')
      expectBytes(expectStatus(await inner.get('manifests/latest'), 200), made.manifest.bytes)
    },
  },
]

const invalidNames = [
  '/Capital',
  '/-dash',
  '/dash-',
  '/.dot',
  '/a..b',
  '/a___b',
  '/a._b',
  '/sp%20ace',
  '/a%2Fb%2F..',
]

const invalid: ConformanceCase[] = [
  ...invalidNames.map((suffix) => ({
    id: `names.invalid.${suffix}`,
    section: 'Pulling manifests',
    title: `<project>/<name>${suffix} is no name: 400 NAME_INVALID on reads and pushes`,
    async run(registry: Registry) {
      const repository = registry.repository(suffix)
      expectError(await repository.post('blobs/uploads/'), 400, 'NAME_INVALID')
      expectError(await repository.get('manifests/latest'), 400, 'NAME_INVALID')
      expectError(await repository.get('tags/list'), 400, 'NAME_INVALID')
    },
  })),
  {
    id: 'names.too-long',
    section: 'Pulling manifests',
    title: 'a name of more than 255 characters is 400 NAME_INVALID',
    async run(registry) {
      const start = registry.repository()
      const repository = new Repository(registry, `${start.name}/`.padEnd(256, 'n'))
      expectError(await repository.post('blobs/uploads/'), 400, 'NAME_INVALID')
    },
  },
]

const validTags = ['a', 'A', '_', '0', 'v1.2-3_4', '__init__', 'UPPER.lower', 'a..b', 'x'.repeat(128)]
const invalidTags = ['.a', '-a', 'a+b', 'a%20b', '%C3%A9', 'x'.repeat(129)]

const tags: ConformanceCase[] = [
  ...validTags.map((tag) => ({
    id: `names.tag.valid.${tag.slice(0, 20)}`,
    section: 'Pulling manifests',
    title: `${tag.slice(0, 20)} (${tag.length}) is a tag`,
    async run(registry: Registry) {
      const repository = registry.repository()
      const made = image(registry.random)
      await repository.push(made, tag)
      expectBytes(expectStatus(await repository.get(`manifests/${tag}`), 200), made.manifest.bytes)
    },
  })),
  ...invalidTags.map((tag) => ({
    id: `names.tag.invalid.${tag.slice(0, 20)}`,
    section: 'Pulling manifests',
    title: `${tag.slice(0, 20)} (${tag.length}) is no tag: a push is 400, a pull is 400 or 404`,
    async run(registry: Registry) {
      const repository = registry.repository()
      const made = image(registry.random)
      await repository.push(made)
      const answer = await repository.putManifest(made.manifest, tag)
      expectError(answer, 400, ...tagErrors)
      expectStatus(await repository.get(`manifests/${tag}`), 400, 404)
    },
  })),
]

/** `host/nginx` and `host/library/nginx` name one repository, as Docker Hub's clients expect. */
const oneComponent: ConformanceCase[] = [
  {
    id: 'names.without-project.push',
    section: 'Clients: Docker Hub names',
    title: 'what is pushed to a name of one component is found under library/ too',
    async run(registry) {
      const word = `conformance-${registry.random.word()}`
      const [short, long] = [new Repository(registry, word), new Repository(registry, `library/${word}`)]
      const made = image(registry.random)
      const pushed = await short.push(made, 'latest')
      for (const address of [locationOf(pushed), 'manifests/latest']) {
        expectBytes(expectStatus(await short.get(address), 200), made.manifest.bytes)
      }
      expectBytes(expectStatus(await long.get('manifests/latest'), 200), made.manifest.bytes)
      expectStatus(await long.head(`blobs/${made.blobs[0]?.digest}`), 200)
    },
  },
  {
    id: 'names.without-project.pull',
    section: 'Clients: Docker Hub names',
    title: 'what is pushed under library/ is found by the name of one component, tags and referrers too',
    async run(registry) {
      const word = `conformance-${registry.random.word()}`
      const [short, long] = [new Repository(registry, word), new Repository(registry, `library/${word}`)]
      const made = image(registry.random)
      await long.push(made, 'latest')
      expectBytes(expectStatus(await short.get('manifests/latest'), 200), made.manifest.bytes)
      const tags = expectStatus(await short.get('tags/list'), 200)
      check(tags, new TextDecoder().decode(tags.body).includes('"latest"'), 'the tag')
      const referrers = await short.get(`referrers/${made.manifest.digest}`)
      expectHeaders(expectStatus(referrers, 200), {
        'content-type': 'application/vnd.oci.image.index.v1+json',
      })
    },
  },
  {
    id: 'names.without-project.mount',
    section: 'Clients: Docker Hub names',
    title: 'a mount may name its source by one component',
    async run(registry) {
      const word = `conformance-${registry.random.word()}`
      const blob = registry.random.blob()
      await new Repository(registry, `library/${word}`).pushBlob(blob)
      const target = registry.repository()
      expectStatus(await target.post(`blobs/uploads/?mount=${blob.digest}&from=${word}`), 201)
    },
  },
]

export const cases: ConformanceCase[] = [...valid, ...invalid, ...tags, ...oneComponent]
