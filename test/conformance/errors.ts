// Errors: the shape of their bodies, and bad digests on every method.
import { type Answer, check, errorsOf, expectError, expectHeaders, expectStatus } from './answer.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { image } from './manifest.ts'
import type { Registry } from './registry.ts'
import type { Repository } from './repository.ts'

const hex64 = 'a'.repeat(64)

/** Strings that are no digest of an algorithm that a registry has to know. */
const badDigests: Record<string, string> = {
  'too short': 'sha256:abc',
  'no hex': 'sha256:baddigeststring',
  'too long': `sha256:${hex64}a`,
  capitals: `sha256:${'A'.repeat(64)}`,
  'sha512 of sha256 length': `sha512:${hex64}`,
  'nothing after the colon': 'sha256:',
  'unknown algorithm': `sha999:${hex64}`,
  md5: 'md5:d41d8cd98f00b204e9800998ecf8427e',
}

type Send = (repository: Repository, digest: string, registry: Registry) => Promise<Answer>

/** Every request that takes a digest. */
const requests: Record<string, Send> = {
  'GET blob': (repository, digest) => repository.get(`blobs/${digest}`),
  'HEAD blob': (repository, digest) => repository.head(`blobs/${digest}`),
  'DELETE blob': (repository, digest) => repository.delete(`blobs/${digest}`),
  'GET manifest': (repository, digest) => repository.get(`manifests/${digest}`),
  'HEAD manifest': (repository, digest) => repository.head(`manifests/${digest}`),
  'DELETE manifest': (repository, digest) => repository.delete(`manifests/${digest}`),
  'PUT manifest': (repository, digest, { random }) =>
    repository.putManifest(image(random, {}, { layers: 0 }).manifest, digest),
  'GET referrers': (repository, digest) => repository.get(`referrers/${digest}`),
  'POST upload': (repository, digest, { random }) =>
    repository.post(`blobs/uploads/?digest=${digest}`, random.bytes(10)),
  'PUT upload': async (repository, digest, { random }) =>
    repository.closeUpload(await repository.startUpload(), digest, random.bytes(10)),
}

const bad: ConformanceCase[] = Object.entries(requests).flatMap(([request, send]) =>
  Object.entries(badDigests).map(([name, digest]) => ({
    id: `errors.bad-digest.${request}.${name}`.replaceAll(' ', '-'),
    section: 'Pushing blobs; Listing Referrers; Endpoints',
    title: `${request} with the digest ${digest.slice(0, 24)} (${name}) is 400 DIGEST_INVALID`,
    async run(registry: Registry) {
      const repository = registry.repository()
      await repository.push(image(registry.random), 'latest')
      const answer = await send(repository, digest, registry)
      if (request.startsWith('HEAD')) {
        expectStatus(answer, 400)
        check(answer, answer.body.length === 0, 'no body')
      } else expectError(answer, 400, 'DIGEST_INVALID')
    },
  })),
)

const endpoints: ConformanceCase[] = [
  {
    id: 'errors.unknown-endpoint',
    section: 'RFC 9110 15.5.5',
    title: 'a path of no endpoint is 404 with an error body',
    async run(registry) {
      const repository = registry.repository()
      await repository.pushBlob(registry.random.blob())
      for (const path of [
        'nothing',
        'nothing/here',
        'tags',
        'tags/lists',
        'blobs',
        'manifests',
        'referrers',
      ]) {
        errorsOf(expectStatus(await repository.get(path), 404))
      }
    },
  },
  ...(
    [
      ['POST', 'manifests/latest', ['GET', 'HEAD', 'PUT', 'DELETE']],
      ['PATCH', 'manifests/latest', ['GET', 'HEAD', 'PUT', 'DELETE']],
      ['PUT', 'tags/list', ['GET']],
      ['DELETE', 'tags/list', ['GET']],
      ['POST', `blobs/sha256:${hex64}`, ['GET', 'HEAD', 'DELETE']],
      ['PUT', `referrers/sha256:${hex64}`, ['GET']],
      ['PUT', 'blobs/uploads/', ['POST']],
    ] as const
  ).map(([method, path, allowed]) => ({
    id: `errors.method.${method}.${path.split(':')[0]}`,
    section: 'RFC 9110 15.5.6',
    title: `${method} ${path.split(':')[0]} is 405 UNSUPPORTED and names the methods that are allowed`,
    async run(registry: Registry) {
      const repository = registry.repository()
      await repository.push(image(registry.random), 'latest')
      const answer = await repository.send(method, path)
      expectError(answer, 405, 'UNSUPPORTED')
      for (const each of allowed) expectHeaders(answer, { allow: new RegExp(`\\b${each}\\b`) })
    },
  })),
  {
    id: 'errors.detail',
    section: 'Error Codes',
    title: 'the body of an error is JSON with its length, and is never compressed',
    async run(registry) {
      const repository = registry.repository()
      await repository.pushBlob(registry.random.blob())
      const answer = await repository.get(`blobs/${registry.random.digest()}`)
      expectError(answer, 404, 'BLOB_UNKNOWN')
      expectHeaders(answer, { 'content-length': String(answer.body.length), 'content-encoding': undefined })
    },
  },
]

export const cases: ConformanceCase[] = [...bad, ...endpoints]
