// /v2 and the token service over HTTP: requests put together from what is right and what is not, on both databases.
import { beforeAll, describe, expect } from 'bun:test'
import { parseTagName } from '@entrepot/oci'
import fc from 'fast-check'
import { rawRequest } from '../support/bare-request.ts'
import { testWith } from '../support/programs.ts'
import { basic, blobOf, RegistryClient, randomBlob } from '../support/registry-client.ts'
import { holds, tellSeed, testLimit } from './budget.ts'
import { startWatchedServer } from './watched-server.ts'

beforeAll(() => tellSeed('v2'))

const runs = 3_000
const layer = blobOf(new TextEncoder().encode('a layer of some bytes'))

const repository = fc.oneof(
  { weight: 6, arbitrary: fc.constant('library/app') },
  fc.constantFrom(
    'app',
    'library/other',
    'no-such/project',
    'a',
    'A',
    '..',
    '%2e%2e',
    'library/app%00',
    'library/\xff',
  ),
  fc.string({ maxLength: 12 }),
)
const digest = fc.oneof(
  { weight: 3, arbitrary: fc.constant(layer.digest) },
  fc.constantFrom(
    `sha256:${'0'.repeat(64)}`,
    `sha512:${'0'.repeat(128)}`,
    'sha256:',
    'md5:0',
    `sha256:${'A'.repeat(64)}`,
  ),
)
const reference = fc.oneof(
  fc.constantFrom('v1', 'v2', 'latest', '-x', 'a'.repeat(200), '%00', '%'),
  digest,
  fc.string({ maxLength: 9 }),
)
const uuid = fc.oneof(fc.uuid(), fc.constantFrom('', 'x', '../..'))
const path = fc.oneof(
  fc.tuple(repository, reference).map(([a, b]) => `/v2/${a}/manifests/${b}`),
  fc.tuple(repository, digest).map(([a, b]) => `/v2/${a}/blobs/${b}`),
  fc.tuple(repository, digest).map(([a, b]) => `/v2/${a}/referrers/${b}`),
  repository.map((a) => `/v2/${a}/tags/list`),
  repository.map((a) => `/v2/${a}/blobs/uploads/`),
  fc.tuple(repository, uuid).map(([a, b]) => `/v2/${a}/blobs/uploads/${b}`),
  fc.constantFrom('/v2/', '/v2', '/v2/_catalog', '/v2/_oci/ext/discover', '/service/token', '/service/token'),
  fc.string({ maxLength: 20 }).map((text) => `/${text}`),
)
const scope = fc.oneof(
  fc.constantFrom(
    'repository:library/app:pull,push',
    'repository:app:*',
    'registry:catalog:*',
    'repository(plugin):a/b:pull',
  ),
  fc.string({ maxLength: 20 }),
)
const number = fc.oneof(
  fc.constantFrom('0', '1', '-1', '1e9', '999999999', '9'.repeat(40), '', '0x1', '١'),
  fc.string({ maxLength: 5 }),
)
const parameter = fc.oneof(
  fc.tuple(fc.constantFrom('n', 'last'), number),
  fc.tuple(fc.constantFrom('digest', 'mount'), digest),
  fc.tuple(fc.constant('from'), repository),
  fc.tuple(fc.constantFrom('scope', 'scope', 'service', 'account', 'client_id'), scope),
  fc.tuple(
    fc.constantFrom('tag', 'ns', 'artifactType', 'digest-algorithm', 'last'),
    fc.string({ maxLength: 10 }),
  ),
  fc.constantFrom(['digest-algorithm', 'sha512'], ['offline_token', 'true'], ['tag', 'v3']),
)
const query = fc
  .array(parameter, { maxLength: 4 })
  .map((pairs) =>
    pairs.length === 0
      ? ''
      : `?${pairs.map(([name, value]) => `${name}=${encoded(value as string)}`).join('&')}`,
  )
const headerText = fc.string({
  unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)),
  maxLength: 12,
})
const header = fc.oneof(
  fc.tuple(
    fc.constant('Range'),
    fc.oneof(
      fc.constantFrom(
        'bytes=0-3',
        'bytes=-5',
        'bytes=5-1',
        `bytes=${'0-0,'.repeat(70)}1-1`,
        'bytes=0-99999999999999999999',
      ),
      headerText,
    ),
  ),
  fc.tuple(
    fc.constantFrom('If-None-Match', 'If-Range'),
    fc.oneof(fc.constantFrom('*', `"${layer.digest}"`), headerText),
  ),
  fc.tuple(
    fc.constant('Content-Range'),
    fc.oneof(fc.constantFrom('0-20', '5-1', '0-999999999999999', '0-'), headerText),
  ),
  fc.tuple(
    fc.constant('Content-Type'),
    fc.oneof(
      fc.constantFrom('application/vnd.oci.image.index.v1+json', 'application/x-www-form-urlencoded'),
      headerText,
    ),
  ),
  fc.tuple(
    fc.constantFrom(
      'Accept',
      'Content-Encoding',
      'X-Request-Id',
      'Traceparent',
      'X-Forwarded-For',
      'X-Forwarded-Host',
    ),
    headerText,
  ),
)
const document = fc
  .oneof(
    fc.record({
      schemaVersion: fc.constantFrom(2, 2, 2, 1, '2'),
      mediaType: fc.oneof(fc.constantFrom('application/vnd.oci.image.index.v1+json', undefined), fc.string()),
      artifactType: fc.oneof(fc.constant(undefined), fc.string()),
      manifests: fc.array(
        fc.record({
          mediaType: fc.constantFrom('a/b', ''),
          digest,
          size: fc.oneof(fc.nat(), fc.maxSafeInteger(), fc.double()),
        }),
      ),
      subject: fc.option(fc.record({ mediaType: fc.constant('a/b'), digest, size: fc.maxSafeInteger() }), {
        nil: undefined,
      }),
      annotations: fc.option(fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })), {
        nil: undefined,
      }),
    }),
    fc.jsonValue(),
  )
  .map((value) => JSON.stringify(value))
const form = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('password', 'refresh_token', 'x'),
      fc.constantFrom('admin', 'nobody', 'a\0'),
      fc.string({ maxLength: 8 }),
      scope,
    )
    .map(
      ([grant, user, password, asked]) =>
        `grant_type=${grant}&username=${encoded(user)}&password=${encoded(password)}&refresh_token=${encoded(password)}&scope=${encoded(asked)}&access_type=offline`,
    ),
  fc.string(),
)
const body = fc.oneof(fc.constant(''), fc.constant(new TextDecoder().decode(layer.bytes)), document, form)
/** Most as the administrator, as others do not get far. */
const credential = fc.oneof(
  { weight: 6, arbitrary: fc.constant('right') },
  fc.constantFrom('none', 'wrong', 'bearer'),
  headerText,
)
const request = fc.record({
  method: fc.constantFrom('GET', 'GET', 'HEAD', 'PUT', 'PUT', 'POST', 'PATCH', 'DELETE', 'OPTIONS'),
  target: fc.tuple(path, query).map((parts) => parts.join('')),
  headers: fc.array(header, { maxLength: 3 }),
  credential,
  body,
})

function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}

const answered = new Map<number, number>()

describe.each(['sqlite', 'postgres'] as const)('on %s', (engine) => {
  testWith(
    engine === 'postgres' ? ['initdb'] : [],
    'whatever is asked, the answer is no fault of ours, and comes in the protocol’s form',
    async () => {
      const { server, faults } = await startWatchedServer(engine)
      try {
        const admin = new RegistryClient(server.url, basic('admin', server.adminPassword))
        await admin.pushBlob('library/app', layer)
        await admin.pushImage('library/app', 'v1', randomBlob(100))
        const authorizationOf: Record<string, string | undefined> = {
          right: basic('admin', server.adminPassword).authorization,
          none: undefined,
          wrong: basic('admin\xff', 'x').authorization,
          bearer: 'Bearer eyJhbGciOiJub25lIn0.e30.',
        }
        await holds(
          fc.asyncProperty(request, async ({ method, target, headers, credential, body }) => {
            const authorization = credential in authorizationOf ? authorizationOf[credential] : credential
            const answer = await rawRequest(
              server.url,
              // Controls would only show that the runtime refuses the line.
              target.replace(/[^\x21-\xff]|\x7f/g, encodeURIComponent),
              [...headers, ...(authorization === undefined ? [] : [['Authorization', authorization]])].map(
                ([name, value]) => `${name}: ${value}`,
              ),
              method,
              server.host,
              body,
            )
            answered.set(answer.status, (answered.get(answer.status) ?? 0) + 1)
            expect([answer.status >= 200 && answer.status < 500, faults()]).toEqual([true, []])
            if (answer.status >= 400 && answer.body !== '') {
              const [error] = (JSON.parse(answer.body) as { errors: { code: string; message: string }[] })
                .errors
              expect(error?.code).toMatch(/^[A-Z_]+$/)
              expect(answer.body.length).toBeLessThan(16_384)
            }
          }),
          runs,
        )
        const { tags } = (await (await admin.send('GET', '/v2/library/app/tags/list')).json()) as {
          tags: string[]
        }
        expect(tags.filter((tag) => parseTagName(tag) === undefined)).toEqual([])
        expect([200, 202, 400, 401, 404].filter((status) => !answered.has(status))).toEqual([])
      } finally {
        await server.stop()
      }
    },
    testLimit,
  )
})
