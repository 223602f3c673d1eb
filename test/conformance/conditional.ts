// Conditional requests, agreement of HEAD with GET, and headers that every answer shares.
import { type Answer, check, expectBytes, expectHeaders, expectStatus } from './answer.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { image } from './manifest.ts'
import type { Registry } from './registry.ts'
import type { Repository } from './repository.ts'

/** Everything that can be read of one pushed image, by path. */
async function readablePaths(registry: Registry): Promise<{ repository: Repository; paths: string[] }> {
  const repository = registry.repository()
  const pushed = image(registry.random)
  await repository.push(pushed, 'latest')
  const digest = pushed.manifest.digest
  const paths = [`manifests/${digest}`, 'manifests/latest', `blobs/${pushed.blobs[1]?.digest}`]
  return { repository, paths }
}

function etagOf(answer: Answer): string {
  expectStatus(answer, 200)
  expectHeaders(answer, { etag: /^"[^"]+"$/ })
  return answer.headers.get('etag') ?? ''
}

/** What may stand in If-None-Match, and whether it matches the resource's own tag. */
const conditions: { name: string; value(etag: string): string; status: number }[] = [
  { name: 'same', value: (etag) => etag, status: 304 },
  { name: 'weak', value: (etag) => `W/${etag}`, status: 304 },
  { name: 'listed', value: (etag) => `"other", ${etag}, W/"third"`, status: 304 },
  { name: 'any', value: () => '*', status: 304 },
  { name: 'other', value: () => '"something-else"', status: 200 },
]

const ifNoneMatch: ConformanceCase[] = conditions.map(({ name, value, status }) => ({
  id: `conditional.if-none-match.${name}`,
  section: 'RFC 9110 13.1.2',
  title: `If-None-Match of kind "${name}" is answered ${status}, for manifests and blobs, GET and HEAD`,
  async run(registry) {
    const { repository, paths } = await readablePaths(registry)
    for (const path of paths) {
      const etag = etagOf(await repository.get(path))
      for (const method of ['GET', 'HEAD']) {
        const answer = await repository.send(method, path, { headers: { 'if-none-match': value(etag) } })
        expectStatus(answer, status)
        expectHeaders(answer, { etag })
        check(answer, status === 200 || answer.body.length === 0, 'no body')
      }
    }
  },
}))

/** Headers that HEAD repeats from GET (RFC 9110 9.3.2). */
const repeated = ['content-length', 'content-type', 'docker-content-digest', 'etag', 'accept-ranges']

export const cases: ConformanceCase[] = [
  ...ifNoneMatch,
  {
    id: 'conditional.etag-follows-tag',
    section: 'RFC 9110 8.8.3',
    title: 'the ETag of a tag changes when the tag moves, so a stale If-None-Match gets the new manifest',
    async run(registry) {
      const repository = registry.repository()
      await repository.push(image(registry.random), 'latest')
      const etag = etagOf(await repository.get('manifests/latest'))
      const newer = image(registry.random)
      await repository.push(newer, 'latest')
      const answer = await repository.get('manifests/latest', { 'if-none-match': etag })
      expectBytes(expectStatus(answer, 200), newer.manifest.bytes)
    },
  },
  {
    id: 'conditional.head-repeats-get',
    section: 'RFC 9110 9.3.2',
    title: 'HEAD has the headers of GET and no body, for manifests and blobs',
    async run(registry) {
      const { repository, paths } = await readablePaths(registry)
      for (const path of paths) {
        const got = expectStatus(await repository.get(path), 200)
        const head = expectStatus(await repository.head(path), 200)
        const entries = repeated.map((name) => [name, got.headers.get(name) ?? undefined] as const)
        expectHeaders(head, Object.fromEntries(entries))
        check(head, head.body.length === 0, 'no body')
      }
    },
  },
  ...(['gzip', 'zstd, gzip, deflate', 'br', '*', 'identity'].map((encoding) => ({
    id: `headers.never-compressed.${encoding}`,
    section: 'Clients: Go, containerd',
    title: `with Accept-Encoding: ${encoding} content is sent as it is, with its length`,
    async run(registry) {
      const { repository, paths } = await readablePaths(registry)
      for (const path of [...paths, 'tags/list']) {
        const answer = await repository.get(path, { 'accept-encoding': encoding })
        expectStatus(answer, 200)
        expectHeaders(answer, { 'content-encoding': undefined, 'content-length': String(answer.body.length) })
      }
    },
  })) satisfies ConformanceCase[]),
  {
    id: 'headers.warning',
    section: 'Warnings',
    title: 'a Warning, where one is sent, is 299 without agent and date, within 4096 bytes',
    async run(registry) {
      const { repository, paths } = await readablePaths(registry)
      for (const path of [...paths, 'tags/list']) {
        const answer = await repository.get(path)
        const warning = answer.headers.get('warning') ?? ''
        check(answer, warning === '' || /^299 - "/.test(warning), 'Warning: 299 - "…"')
        check(answer, warning.length <= 4096, 'at most 4096 bytes of warnings')
      }
    },
  },
  {
    id: 'headers.namespace',
    section: 'Registry Proxying',
    title: '?ns= on a pull is answered with OCI-Namespace, and only then',
    async run(registry) {
      const { repository, paths } = await readablePaths(registry)
      for (const path of paths) {
        for (const method of ['GET', 'HEAD']) {
          const answer = await repository.send(method, `${path}?ns=registry.example.org`)
          expectStatus(answer, 200)
          expectHeaders(answer, { 'oci-namespace': 'registry.example.org' })
          expectHeaders(await repository.send(method, path), { 'oci-namespace': undefined })
        }
      }
    },
  },
]
