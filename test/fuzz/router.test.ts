// What a request says in its line and parameters: the router, scopes, lists' questions, proxies' words, NUL.
import { beforeAll, expect, test } from 'bun:test'
import { isIP } from 'node:net'
import fc from 'fast-check'
import { parseTarget, type Target } from '../../packages/server/src/features/distribution/target.ts'
import { parseScope, splitScopes } from '../../packages/server/src/features/tokens/scope.ts'
import { Failure } from '../../packages/server/src/platform/errors.ts'
import { ClientAddress } from '../../packages/server/src/platform/http/client-address.ts'
import { holdsNul } from '../../packages/server/src/platform/http/nul.ts'
import { splitUrl } from '../../packages/server/src/platform/http/pipeline.ts'
import { type ListFields, parseListQuestion } from '../../packages/server/src/platform/listing.ts'
import { holds, tellSeed, testLimit } from './budget.ts'

beforeAll(() => tellSeed('router'))

/** What `work` gives; undefined when it refuses in words, which is the only other thing it may do. */
function taken<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    expect(error).toBeInstanceOf(Failure)
    const { status, message } = error as Failure
    expect(status >= 400 && status < 500).toBe(true)
    expect(message.length).toBeLessThan(1000)
    return undefined
  }
}

const digest = fc.constantFrom(`sha256:${'a'.repeat(64)}`, `sha512:${'0'.repeat(128)}`)
const uuid = fc.constant('00000000-0000-4000-8000-000000000000')
const name = fc
  .array(fc.constantFrom('a', 'blobs', 'uploads', 'manifests', 'tags', 'list', 'referrers', 'b-c', 'd__e'), {
    minLength: 2,
    maxLength: 5,
  })
  .map((components) => components.join('/'))
const tail = fc.oneof(
  digest.map((each) => `blobs/${each}`),
  digest.map((each) => `manifests/${each}`),
  digest.map((each) => `referrers/${each}`),
  fc.constantFrom('manifests/latest', 'manifests/_A.b-c', 'tags/list', 'blobs/uploads/', '_oci/ext/discover'),
  uuid.map((each) => `blobs/uploads/${each}`),
)

/** The path that names a target, spelt from what was understood of it. */
function pathOf(target: Target): string {
  switch (target.kind) {
    case 'base':
      return '/v2/'
    case 'catalog':
      return '/v2/_catalog'
    case 'extensions':
      return `/v2/${target.name ? `${target.name}/` : ''}_oci/ext/discover`
    case 'manifest': {
      const { reference } = target
      return `/v2/${target.name}/manifests/${'tag' in reference ? reference.tag : reference.digest}`
    }
    case 'blob':
      return `/v2/${target.name}/blobs/${target.digest}`
    case 'uploads':
      return `/v2/${target.name}/blobs/uploads/`
    case 'upload':
      return `/v2/${target.name}/blobs/uploads/${target.uuid}`
    case 'tags':
      return `/v2/${target.name}/tags/list`
    case 'referrers':
      return `/v2/${target.name}/referrers/${target.digest}`
  }
}

test(
  'a path that is an endpoint is understood as it is written, whatever the repository is called',
  () =>
    holds(
      fc.property(name, tail, (repository, rest) => {
        expect(pathOf(parseTarget(`/v2/${repository}/${rest}`))).toBe(`/v2/${repository}/${rest}`)
      }),
      10_000,
    ),
  testLimit,
)

test(
  'percent-encoding changes nothing',
  () =>
    holds(
      fc.property(
        name,
        tail,
        fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }),
        (repository, rest, which) => {
          const path = `${repository}/${rest}`
          const encoded = [...path].map((c, at) =>
            which[at % which.length] ? `%${c.charCodeAt(0).toString(16).padStart(2, '0')}` : c,
          )
          expect(parseTarget(`/v2/${encoded.join('')}`)).toEqual(parseTarget(`/v2/${path}`))
        },
      ),
      5_000,
    ),
  testLimit,
)

const pieces = fc.oneof(
  fc.constantFrom(
    'a',
    '..',
    '.',
    '',
    '%',
    '%2f',
    '%2F',
    '%00',
    '%ff',
    '%c3%28',
    'blobs',
    'uploads',
    'manifests',
  ),
  fc.constantFrom(
    'tags',
    'list',
    '_catalog',
    '_oci',
    'ext',
    'discover',
    'referrers',
    'latest',
    'sha256:',
    '\\',
  ),
  fc.string({ maxLength: 8 }),
  digest,
  uuid,
)

test(
  'any other path is refused, or is understood the same when it is spelt anew',
  () =>
    holds(
      fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
        const target = taken(() => parseTarget(`/v2/${parts.join('/')}`))
        if (target) expect(parseTarget(pathOf(target))).toEqual(target)
      }),
      20_000,
    ),
  testLimit,
)

test(
  'a URL is cut into a path and a query, both without a fragment',
  () =>
    holds(
      fc.property(
        fc.constantFrom('', 'http://a', 'http://a:1', 'https://[::1]'),
        fc.string(),
        (base, text) => {
          const { path, query } = splitUrl(`${base}/${text}`)
          expect(path.startsWith('/')).toBe(true)
          expect(/[?#]/.test(path) || query.includes('#')).toBe(false)
          expect(`/${text}`.startsWith(path)).toBe(true)
        },
      ),
      10_000,
    ),
  testLimit,
)

test(
  'a scope is read as it was written',
  () =>
    holds(
      fc.property(
        fc.constantFrom('repository', 'registry', ''),
        fc.string({ unit: fc.constantFrom(...'ab/:0') }),
        fc.array(fc.constantFrom('pull', 'push', '*', 'x'), { maxLength: 4 }),
        (type, asked, actions) => {
          const scope = parseScope(`${type}:${asked}:${actions.join(',')}`)
          expect(scope).toEqual(type === '' ? undefined : { type, name: asked, actions })
          expect(splitScopes([`${type}:x:y  `, ' b'])).toEqual([`${type}:x:y`, 'b'])
        },
      ),
      5_000,
    ),
  testLimit,
)

const fields: ListFields = {
  name: { kind: 'text', column: 'p.name' },
  id: { kind: 'integer', column: 'p.id' },
  at: { kind: 'time', column: 'p.at' },
  public: { kind: 'flag' },
}
const question = fc.oneof(
  fc.string(),
  fc.string({
    unit: fc.constantFrom(...'=~[]{}(), %2"\\-', 'name', 'id', 'at', 'public', '2026-01-01', '7'),
  }),
)

test(
  'a list’s question is refused, or is bounded and of known fields',
  () =>
    holds(
      fc.property(
        question,
        question,
        fc.nat(),
        fc.integer({ min: 0, max: 100 }),
        (q, sort, page, page_size) => {
          const parsed = taken(() => parseListQuestion({ q, sort, page, page_size }, fields))
          if (!parsed) return
          expect(parsed.limit > 0 && parsed.limit <= 100 && Number.isSafeInteger(parsed.offset)).toBe(true)
          expect(parsed.filters.length).toBeLessThanOrEqual(8)
          expect(parsed.sort.length).toBeLessThanOrEqual(10)
          for (const { field } of [...parsed.filters, ...parsed.sort]) expect(fields).toHaveProperty(field)
          for (const { field, match } of parsed.filters) {
            const values =
              'values' in match ? match.values : 'value' in match ? [match.value] : [match.min, match.max]
            const number = field !== 'name' && match.how !== 'within'
            for (const value of values)
              expect([number ? 'number' : 'string', 'undefined']).toContain(typeof value)
            for (const value of values)
              if (number && value !== undefined) expect(value).toSatisfy(Number.isSafeInteger)
          }
        },
      ),
      20_000,
    ),
  testLimit,
)

test(
  'a client’s address is an address, whatever is forwarded',
  () => {
    const options = { trustedProxies: ['127.0.0.0/8', '::1/128'], externalUrl: undefined, tls: false }
    const addresses = new ClientAddress({ ...options, fallbackHost: '127.0.0.1:5000' })
    const hop = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.constantFrom('127.0.0.1', '[::1]:8', '::ffff:1.2.3.4', 'unknown', ''),
    )
    const header = fc.oneof(
      fc.array(hop, { maxLength: 6 }).map((hops) => hops.join(', ')),
      fc.string({ unit: fc.constantFrom(...'0123456789abcdef:.[]%, "') }),
    )
    return holds(
      fc.property(header, header, (forwardedFor, host) => {
        const headers = new Headers({ 'x-forwarded-for': forwardedFor, 'x-forwarded-host': host, host })
        const { address, base } = addresses.peerOf(headers, '127.0.0.1')
        expect(isIP(address)).not.toBe(0)
        expect(addresses.peerOf(new Headers(), address).address).toBe(address)
        expect(base).toMatch(/^http:\/\/[a-zA-Z0-9._:[\]-]+$/)
      }),
      10_000,
    )
  },
  testLimit,
)

test(
  'a NUL is found however often it is encoded',
  () =>
    holds(
      fc.property(fc.string({ unit: fc.constantFrom(...'%250a') }), (text) => {
        expect(holdsNul(text)).toBe(/%(?:25)*00/.test(text))
      }),
      20_000,
    ),
  testLimit,
)
