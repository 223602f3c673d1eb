// Every action of the protocol, by everybody, with a password and with a token: who is let in, and how others are refused.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type Account, Accounts } from '../support/accounts.ts'
import { type Ask, Caller, digestOf, type Heard, type PushedImage } from '../support/caller.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const roles = ['limitedGuest', 'guest', 'developer', 'maintainer', 'projectAdmin'] as const
const people = ['anonymous', 'stranger', ...roles, 'administrator'] as const
type Person = (typeof people)[number]
type Kind = 'pull' | 'push' | 'delete'

/** Who may, in a private project; in a public one everybody may pull besides. */
const allowed: Record<Kind, readonly Person[]> = {
  pull: [...roles, 'administrator'],
  push: ['developer', 'maintainer', 'projectAdmin', 'administrator'],
  delete: ['maintainer', 'projectAdmin', 'administrator'],
}

const absentDigest = digestOf('nobody pushed this')
const absentUpload = 'blobs/uploads/00000000-0000-4000-8000-000000000000'

interface Action {
  readonly does: string
  readonly kind: Kind
  /** The status for those who may: 404 where the thing acted on does not exist, so that no action spoils the next. */
  readonly status: number
  readonly method: string
  /** Below `/v2/<repository>/`. */
  path(image: PushedImage, project: string): string
  ask?(image: PushedImage): Ask
}

const manifestBody = ({ document }: PushedImage): Ask => ({ body: JSON.stringify(document) })
const actions: readonly Action[] = [
  { does: 'pull a tag', kind: 'pull', status: 200, method: 'GET', path: () => 'manifests/v1' },
  { does: 'ask for a tag', kind: 'pull', status: 200, method: 'HEAD', path: () => 'manifests/v1' },
  {
    does: 'pull by digest',
    kind: 'pull',
    status: 200,
    method: 'GET',
    path: (i) => `manifests/${i.manifest}`,
  },
  { does: 'pull what is missing', kind: 'pull', status: 404, method: 'GET', path: () => 'manifests/v9' },
  { does: 'pull a blob', kind: 'pull', status: 200, method: 'GET', path: (i) => `blobs/${i.layer}` },
  { does: 'ask for a blob', kind: 'pull', status: 200, method: 'HEAD', path: (i) => `blobs/${i.layer}` },
  {
    does: 'ask for a missing blob',
    kind: 'pull',
    status: 404,
    method: 'HEAD',
    path: () => `blobs/${absentDigest}`,
  },
  { does: 'list tags', kind: 'pull', status: 200, method: 'GET', path: () => 'tags/list' },
  {
    does: 'list referrers',
    kind: 'pull',
    status: 200,
    method: 'GET',
    path: (i) => `referrers/${i.manifest}`,
  },
  { does: 'list extensions', kind: 'pull', status: 200, method: 'GET', path: () => '_oci/ext/discover' },
  { does: 'begin an upload', kind: 'push', status: 202, method: 'POST', path: () => 'blobs/uploads/' },
  {
    does: 'push a blob at once',
    kind: 'push',
    status: 201,
    method: 'POST',
    path: () => `blobs/uploads/?digest=${digestOf('blob')}`,
    ask: () => ({ body: 'blob' }),
  },
  {
    does: 'mount a blob',
    kind: 'push',
    status: 201,
    method: 'POST',
    path: (i, project) => `blobs/uploads/?mount=${i.layer}&from=${project}/app`,
  },
  {
    does: 'send a chunk',
    kind: 'push',
    status: 404,
    method: 'PATCH',
    path: () => absentUpload,
    ask: () => ({ body: 'x' }),
  },
  {
    does: 'finish an upload',
    kind: 'push',
    status: 404,
    method: 'PUT',
    path: () => `${absentUpload}?digest=${absentDigest}`,
  },
  { does: 'ask for an upload', kind: 'push', status: 404, method: 'GET', path: () => absentUpload },
  { does: 'cancel an upload', kind: 'push', status: 404, method: 'DELETE', path: () => absentUpload },
  {
    does: 'push a tag',
    kind: 'push',
    status: 201,
    method: 'PUT',
    path: () => 'manifests/v2',
    ask: manifestBody,
  },
  {
    does: 'push by digest',
    kind: 'push',
    status: 201,
    method: 'PUT',
    path: (i) => `manifests/${i.manifest}`,
    ask: manifestBody,
  },
  { does: 'delete a tag', kind: 'delete', status: 404, method: 'DELETE', path: () => 'manifests/v9' },
  {
    does: 'delete a manifest',
    kind: 'delete',
    status: 404,
    method: 'DELETE',
    path: () => `manifests/${absentDigest}`,
  },
  {
    does: 'delete a blob',
    kind: 'delete',
    status: 404,
    method: 'DELETE',
    path: () => `blobs/${absentDigest}`,
  },
]

let server: TestServer
const accounts = new Map<Person, Account | undefined>([['anonymous', undefined]])
const images = new Map<string, PushedImage>()

beforeAll(async () => {
  server = await startTestServer()
  const make = new Accounts(server)
  const admin = make.admin()
  accounts.set('administrator', admin)
  for (const person of ['stranger', ...roles] as const)
    accounts.set(person, await make.user(person.toLowerCase()))
  for (const project of ['closed', 'open']) {
    const id = await make.project(project, admin, project === 'open')
    for (const role of roles) await make.member(id, accounts.get(role) as Account, role)
    images.set(project, await new Caller(server.url, admin).pushImage(`${project}/app`, 'v1'))
  }
})
afterAll(() => server.stop())

const scopes: Record<Kind, string> = { pull: 'pull', push: 'pull,push', delete: 'delete' }

function refused(via: 'nothing' | 'password' | 'token', project: string, action: Action) {
  const challenge =
    `Bearer realm="${server.url}/service/token",service="entrepot",` +
    `scope="repository:${project}/app:${scopes[action.kind]}"`
  const error = {
    code: via === 'nothing' ? 'UNAUTHORIZED' : 'DENIED',
    message:
      'requested access to the resource is denied: ' +
      `unauthorized to access repository: ${project}/app, action: ${action.kind}`,
  }
  return {
    status: via === 'password' ? 403 : 401,
    error: action.method === 'HEAD' ? undefined : error,
    challenge:
      via === 'password' ? null : via === 'token' ? `${challenge},error="insufficient_scope"` : challenge,
  }
}

function isAllowed(person: Person, project: string, { kind }: Action): boolean {
  return allowed[kind].includes(person) || (kind === 'pull' && project === 'open')
}

async function perform(caller: Caller, project: string, action: Action): Promise<Heard> {
  const image = images.get(project) as PushedImage
  const headers = { 'content-type': 'application/vnd.oci.image.manifest.v1+json' }
  const path = `/v2/${project}/app/${action.path(image, project)}`
  return caller.send(action.method, path, { headers, ...action.ask?.(image) })
}

describe.each(['closed', 'open'])('in the project %s', (project) => {
  describe.each(people)('%s', (person) => {
    const via = person === 'anonymous' ? 'nothing' : 'password'

    test.each(actions.map((action) => [action.does, action] as const))(
      'may or may not %s',
      async (_, action) => {
        const caller = new Caller(server.url, accounts.get(person))
        const token = await caller.withToken(`repository:${project}/app:pull,push,delete`)
        for (const [how, who] of [
          [via, caller],
          ['token', token],
        ] as const) {
          const answer = await perform(who, project, action)
          if (isAllowed(person, project, action)) {
            expect(`${how} ${answer.status}`).toBe(`${how} ${action.status}`)
            continue
          }
          const challenge = answer.headers.get('www-authenticate')
          expect({ status: answer.status, error: answer.error, challenge }).toEqual(
            refused(how, project, action),
          )
        }
      },
    )
  })
})

test('what a token was not granted it cannot do, whatever its owner may', async () => {
  const admin = new Caller(server.url, accounts.get('administrator'))
  const readOnly = await admin.withToken('repository:closed/app:pull')
  const noDelete = await admin.withToken('repository:closed/app:pull,push')
  const elsewhere = await admin.withToken('repository:open/app:pull,push,delete')
  const nothing = await admin.withToken()
  for (const action of actions) {
    const mayRead = action.kind === 'pull' ? action.status : 401
    const mayPush = action.kind === 'delete' ? 401 : action.status
    expect((await perform(readOnly, 'closed', action)).status).toBe(mayRead)
    expect((await perform(noDelete, 'closed', action)).status).toBe(mayPush)
    expect((await perform(elsewhere, 'closed', action)).status).toBe(401)
    expect((await perform(nothing, 'closed', action)).status).toBe(401)
  }
})

test('deletes that are allowed happen', async () => {
  const maintainer = new Caller(server.url, accounts.get('maintainer'))
  const { manifest, layer } = await maintainer.pushImage('closed/gone', 'v1')
  expect((await maintainer.send('DELETE', '/v2/closed/gone/manifests/v1')).status).toBe(202)
  expect((await maintainer.send('DELETE', `/v2/closed/gone/manifests/${manifest}`)).status).toBe(202)
  expect((await maintainer.send('DELETE', `/v2/closed/gone/blobs/${layer}`)).status).toBe(202)
  for (const path of ['manifests/v1', `manifests/${manifest}`, `blobs/${layer}`]) {
    expect((await maintainer.get(`/v2/closed/gone/${path}`)).status).toBe(404)
  }
})

test('the base asks everybody to log in, and lets any credential in', async () => {
  const asked = await new Caller(server.url).get('/v2/')
  expect(asked.status).toBe(401)
  expect(asked.error?.code).toBe('UNAUTHORIZED')
  expect(asked.headers.get('www-authenticate')).toBe(
    `Bearer realm="${server.url}/service/token",service="entrepot"`,
  )
  const stranger = new Caller(server.url, accounts.get('stranger'))
  expect((await stranger.get('/v2/')).status).toBe(200)
  expect((await (await stranger.withToken()).get('/v2/')).status).toBe(200)
  expect((await (await new Caller(server.url).withToken()).get('/v2/')).status).toBe(200)
})

describe('the catalog', () => {
  const scope = 'registry:catalog:*'
  const listed = (answer: Heard) => (JSON.parse(answer.text) as { repositories: string[] }).repositories

  test('is not for those who do not log in', async () => {
    const answer = await new Caller(server.url).get('/v2/_catalog')
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toEndWith(`,scope="${scope}"`)
  })

  test('needs its scope in a token', async () => {
    const admin = new Caller(server.url, accounts.get('administrator'))
    const without = await (await admin.withToken('repository:closed/app:pull')).get('/v2/_catalog')
    expect(without.status).toBe(401)
    expect(without.error?.code).toBe('DENIED')
    expect(without.headers.get('www-authenticate')).toEndWith(`,scope="${scope}",error="insufficient_scope"`)
    expect(listed(await (await admin.withToken(scope)).get('/v2/_catalog'))).toContain('closed/app')
  })

  test.each(people)('shows %s what they may pull', async (person) => {
    const caller = new Caller(server.url, accounts.get(person))
    const catalog = listed(await (await caller.withToken(scope)).get('/v2/_catalog'))
    expect(catalog).toContain('open/app')
    expect(catalog.includes('closed/app')).toBe(allowed.pull.includes(person))
    if (person !== 'anonymous') expect(listed(await caller.get('/v2/_catalog'))).toEqual(catalog)
  })
})
