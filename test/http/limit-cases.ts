// Each limit with its default, a setting, and what the server says beyond it.
import type { settings } from '../../packages/server/src/config/settings.ts'
import { RawRequest } from '../support/raw-request.ts'
import { basic, blobOf, imageManifest, type RegistryClient, randomBlob } from '../support/registry-client.ts'
import type { TestServer } from '../support/server.ts'

export type LimitName = keyof typeof settings.limits.settings

export interface Tried {
  readonly server: TestServer
  readonly client: RegistryClient
  /** Lets time pass for the server. */
  pass(ms: number): void
}

export interface LimitCase {
  readonly limit: LimitName
  readonly default: string
  /** What the test sets it to. */
  readonly set: string
  readonly beyond: (tried: Tried) => Promise<Heard>
  /** Status, code of the first error, and words; for limits that are no refusal: what is seen instead. */
  readonly answer: readonly [number, string, string | RegExp]
}

type Heard = readonly [number, string, string]

export const cases: readonly LimitCase[] = [
  {
    limit: 'manifestSize',
    default: '4MiB',
    set: '64KiB',
    beyond: async ({ client }) => {
      const padded = {
        ...imageManifest(blobOf(Buffer.from('{}')), []),
        annotations: { a: 'x'.repeat(70_000) },
      }
      return heard(await client.pushManifest('library/a', 'big', padded))
    },
    answer: [413, 'SIZE_INVALID', 'larger than the limit of 65536 bytes'],
  },
  {
    limit: 'manifestReferences',
    default: '5000',
    set: '100',
    beyond: async ({ client }) => {
      const layers = Array.from({ length: 101 }, (_, index) => blobOf(Buffer.from(String(index))))
      return heard(await client.pushManifest('library/a', 'long', imageManifest(layers[0]!, layers)))
    },
    answer: [400, 'MANIFEST_INVALID', '100'],
  },
  {
    limit: 'tagParameters',
    default: '100',
    set: '10',
    beyond: async ({ client }) => {
      const config = blobOf(Buffer.from('{}'))
      await client.pushBlob('library/a', config)
      const body = JSON.stringify(imageManifest(config, []))
      const tags = Array.from({ length: 11 }, (_, index) => `tag=t${index}`).join('&')
      const path = `/v2/library/a/manifests/${blobOf(Buffer.from(body)).digest}?${tags}`
      return heard(await client.send('PUT', path, { headers: manifestType, body }))
    },
    answer: [414, 'UNSUPPORTED', 'at most 10 tags in one push'],
  },
  {
    limit: 'headerSize',
    default: '16KiB',
    set: '4KiB',
    beyond: async ({ client }) =>
      heard(await client.send('GET', '/v2/', { headers: { 'x-long': 'x'.repeat(5000) } })),
    answer: [431, 'HEADERS_TOO_LARGE', 'larger than 4096 bytes'],
  },
  {
    limit: 'jsonBodySize',
    default: '1MiB',
    set: '16KiB',
    beyond: async ({ client }) =>
      heard(
        await client.send('POST', '/service/token', { body: `grant_type=password&x=${'x'.repeat(20_000)}` }),
      ),
    answer: [413, 'REQUEST_ENTITY_TOO_LARGE', 'too large'],
  },
  {
    limit: 'uploadsPerUser',
    default: '100',
    set: '1',
    beyond: async ({ client }) => {
      await client.beginUpload('library/a')
      return heard(await client.send('POST', '/v2/library/a/blobs/uploads/'))
    },
    answer: [429, 'TOOMANYREQUESTS', 'too many uploads are open (limit 1)'],
  },
  {
    limit: 'uploadsPerAddress',
    default: '1000',
    set: '1',
    beyond: async ({ client }) => {
      await client.beginUpload('library/a')
      return heard(await client.send('POST', '/v2/library/b/blobs/uploads/'))
    },
    answer: [429, 'TOOMANYREQUESTS', 'too many uploads are open (limit 1)'],
  },
  {
    limit: 'uploadAge',
    default: '24h',
    set: '1m',
    beyond: async ({ client, pass }) => {
      const location = await client.beginUpload('library/a')
      pass(61_000)
      return heard(await client.chunk(location, Buffer.from('late'), 0))
    },
    answer: [404, 'BLOB_UPLOAD_UNKNOWN', ''],
  },
  {
    limit: 'chunkMinLength',
    default: '0B',
    set: '5MiB',
    beyond: async ({ client }) => {
      const answer = await client.send('POST', '/v2/library/a/blobs/uploads/')
      return [answer.status, answer.headers.get('oci-chunk-min-length') ?? '', '']
    },
    answer: [202, '5242880', ''],
  },
  {
    limit: 'rangesPerRequest',
    default: '64',
    set: '1',
    beyond: async ({ client }) => {
      const blob = randomBlob(1000)
      await client.pushBlob('library/a', blob)
      const headers = { range: 'bytes=0-1,5-6' }
      const answer = await client.send('GET', `/v2/library/a/blobs/${blob.digest}`, { headers })
      return [answer.status, String((await answer.bytes()).byteLength), '']
    },
    answer: [200, '1000', ''],
  },
  {
    limit: 'pageSize',
    default: '1000',
    set: '1',
    beyond: async ({ client }) => {
      await client.pushImage('library/a', 'one')
      await client.pushImage('library/a', 'two')
      const answer = await client.send('GET', '/v2/library/a/tags/list?n=50')
      const { tags } = (await answer.json()) as { tags: string[] }
      return [answer.status, tags.join(), answer.headers.get('link') ?? '']
    },
    answer: [200, 'one', 'last=one'],
  },
  {
    limit: 'scopesPerToken',
    default: '100',
    set: '1',
    beyond: async ({ client }) =>
      heard(
        await client.send(
          'GET',
          '/service/token?scope=repository:library/a:pull&scope=repository:library/b:pull',
        ),
      ),
    answer: [400, 'BAD_REQUEST', 'at most 1 scopes'],
  },
  {
    limit: 'loginAttempts',
    default: '10',
    set: '1',
    beyond: ({ server }) => firstRefusal(server, 8),
    answer: [429, 'TOOMANYREQUESTS', 'too many logins are being tried at once'],
  },
  {
    limit: 'loginWindow',
    default: '10m',
    set: '10s',
    // At the default of 10 attempts: nine wrong ones, the time passes, and nine more are free again.
    beyond: async ({ server, pass }) => {
      await Promise.all(wrongLogins(server, 9))
      pass(10_000)
      const answers = await Promise.all(wrongLogins(server, 9))
      return heard(answers.at(-1)!)
    },
    answer: [401, 'UNAUTHORIZED', 'wrong user name or password'],
  },
  {
    limit: 'connections',
    default: '10000',
    set: '1',
    beyond: whileOneIsUnderWay,
    answer: [429, 'TOOMANYREQUESTS', 'too many requests are being worked on'],
  },
  {
    limit: 'connectionsPerAddress',
    default: '1000',
    set: '1',
    beyond: whileOneIsUnderWay,
    answer: [429, 'TOOMANYREQUESTS', 'too many requests are being worked on'],
  },
  {
    limit: 'requestTimeout',
    default: '60s',
    set: '1s',
    // Not a blob: its body has to arrive in time.
    beyond: async ({ server }) => {
      const headers = { ...admin(server), ...manifestType, 'content-length': '1000' }
      const request = new RawRequest(server.host).head('PUT /v2/library/a/manifests/slow', headers).send('{')
      return heardRaw(await request.answer)
    },
    answer: [408, 'BLOB_UPLOAD_INVALID', 'the body did not arrive within 1 seconds'],
  },
  {
    limit: 'idleTimeout',
    default: '60s',
    set: '1s',
    beyond: async ({ server }) => {
      const headers = { ...admin(server), 'content-length': '1000' }
      const path = `/v2/library/a/blobs/uploads/?digest=${randomBlob(1).digest}`
      return heardRaw(await new RawRequest(server.host).head(`POST ${path}`, headers).send('x').answer)
    },
    answer: [408, 'BLOB_UPLOAD_INVALID', 'no byte arrived for 1 seconds'],
  },
  {
    limit: 'keepAliveTimeout',
    default: '75s',
    set: '1s',
    // After an upload, which holds the connection for as long as bytes move. The runtime counts in steps of 4 s.
    beyond: async ({ server }) => {
      const headers = { ...admin(server), connection: 'keep-alive', 'content-length': '1' }
      const path = `/v2/library/a/blobs/uploads/?digest=${blobOf(Buffer.from('x')).digest}`
      const { status, ms } = await new RawRequest(server.host).head(`POST ${path}`, headers).send('x').answer
      return [status, ms > 900 && ms < 10_000 ? 'closed' : `closed after ${ms} ms`, '']
    },
    answer: [201, 'closed', ''],
  },
]

/** What a stop does is seen in test/process/stop.test.ts, what too many listeners get in test/http/live.test.ts. */
export const triedElsewhere: Partial<Record<LimitName, string>> = {
  ...{ drainTimeout: '30s', drainDelay: '0s' },
  ...{ liveStreams: '1000', liveStreamsPerPerson: '20' },
}

const manifestType = { 'content-type': 'application/vnd.oci.image.manifest.v1+json' }

async function heard(response: Response): Promise<Heard> {
  const text = await response.text()
  return heardRaw({ status: response.status, text })
}

function heardRaw({ status, text }: { status: number; text: string }): Heard {
  const body = text.slice(text.indexOf('{"errors"')).split('\n')[0] ?? ''
  const [error] = body.startsWith('{')
    ? (JSON.parse(body) as { errors: { code: string; message: string }[] }).errors
    : []
  return [status, error?.code ?? '', error?.message ?? text]
}

function admin(server: TestServer): Record<string, string> {
  return basic('admin', server.adminPassword)
}

function wrongLogins(server: TestServer, count: number): Promise<Response>[] {
  return Array.from({ length: count }, (_, index) =>
    fetch(`${server.url}/service/token`, { headers: basic('admin', `guess ${index} ${Math.random()}`) }),
  )
}

async function firstRefusal(server: TestServer, count: number): Promise<Heard> {
  const answers = wrongLogins(server, count).map(async (answer) => {
    const response = await answer
    if (response.status !== 429) throw new Error(`status ${response.status}`)
    return heard(response)
  })
  for (const answer of answers) answer.catch(() => {})
  return Promise.any(answers)
}

/** An upload whose body does not come, and another request beside it. */
async function whileOneIsUnderWay({ server }: Tried): Promise<Heard> {
  const path = `/v2/library/a/blobs/uploads/?digest=${randomBlob(1).digest}`
  const slow = new RawRequest(server.host)
    .head(`POST ${path}`, { ...admin(server), 'content-length': '9' })
    .send('x')
  let answer: Response
  do answer = await fetch(`${server.url}/v2/`)
  while (answer.status !== 429)
  slow.close()
  return heard(answer)
}
