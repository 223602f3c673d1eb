// What holds of every operation in the table, whatever it is about: pages, filters, sorting, paths, methods, bodies.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type OperationId, type Route, routes } from '../../packages/contract/src/index.ts'
import type { ApiAnswer } from '../support/api.ts'
import { startApiScene } from '../support/api-scene.ts'
import { Caller } from '../support/caller.ts'

/** What is put in for the parameters of paths. */
const places: Readonly<Record<string, string>> = {
  user_id: '1',
  project_name_or_id: 'team',
  project_name: 'team',
  repository_name: 'app',
  reference: 'v1',
  tag_name: 'v1',
  meta_name: 'public',
  addition: 'build_history',
}
/** Parameters whose value does not matter here: of a thing that need not be there. */
const number = '4711'
/** What an operation wants beside the parameters of its path. */
const wants: Partial<Record<string, string>> = {
  searchUsers: 'username=a',
  searchArtifacts: 'q=app',
  ListLabels: 'scope=g',
  searchUserGroups: 'groupname=a',
}

const { server, accounts, admin, ada } = await startApiScene()
beforeAll(async () => {
  await accounts.project('team', ada)
  await accounts.project('other', ada)
  const caller = new Caller(server.url, ada)
  for (const tag of ['v1', 'v2']) await caller.pushImage('team/app', tag)
  await caller.pushImage('team/lib', 'v1')
})
afterAll(() => server.stop())

function pathOf({ path }: Route): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => places[name] ?? number)
}

const all = Object.entries<Route>(routes) as [OperationId, Route][]
const lists = all.filter(([, { responses }]) => responses[200]?.headers?.includes('X-Total-Count'))
const names = (list: readonly [OperationId, Route][]) => list.map(([id, route]) => [id, route] as const)

/** A list's page. */
function page(id: OperationId, route: Route, query: string): Promise<ApiAnswer> {
  return admin.get(`${pathOf(route)}?${[wants[id], query].filter(Boolean).join('&')}`)
}

/** What clients see of an answer. */
const seen = ({ status, body, headers }: ApiAnswer) => [status, body, headers.get('x-total-count')]

describe.each(names(lists))('the list %s', (id, route) => {
  test('page 0 is page 1, no size is ten, size 0 is the largest', async () => {
    const first = await page(id, route, '')
    expect(first.status).toBe(200)
    for (const query of ['page=0', 'page=1', 'page_size=10', 'page=&page_size=']) {
      expect(seen(await page(id, route, query))).toEqual(seen(first))
    }
    expect(seen(await page(id, route, 'page_size=0'))).toEqual(seen(await page(id, route, 'page_size=100')))
  })

  test('counts all pages on each; past the end there is nothing', async () => {
    const total = Number((await page(id, route, '')).headers.get('x-total-count'))
    const one = await page(id, route, 'page_size=1')
    expect(one.body).toHaveLength(Math.min(1, total))
    expect(one.headers.get('x-total-count')).toBe(String(total))
    const past = await page(id, route, 'page=100000&page_size=100')
    expect([past.status, past.body, past.headers.get('x-total-count')]).toEqual([200, [], String(total)])
  })

  test('names its neighbours by paths, with the question in them', async () => {
    const one = await page(id, route, 'page_size=1')
    const more = Number(one.headers.get('x-total-count')) > 1
    const link = one.headers.get('link')
    if (!more) return expect(link).toBeNull()
    expect(link).toMatch(/^<\/api\/v2\.0\/[^>]*\bpage=2&page_size=1[^>]*>; rel="next"$/)
    const next = /<\/api\/v2\.0([^>]*)>/.exec(link as string)?.[1] as string
    const second = await admin.get(next)
    expect(second.status).toBe(200)
    expect(second.headers.get('link')).toContain('rel="prev"')
    expect(second.body).not.toEqual(one.body)
  })

  test.each([
    ['page_size=101', 'page_size in query should be less than or equal to 100'],
    ['page_size=-1', 'page_size in query should be greater than or equal to 0'],
    ['page=-1', 'page in query should be greater than or equal to 0'],
    ['page=one', 'page in query must be of type int64: "one"'],
  ])('%s is 422', async (query, line) => {
    const answer = await page(id, route, query)
    expect(answer).toMatchObject({
      status: 422,
      code: 'UNPROCESSABLE_ENTITY',
      message: `validation failure list:\n${line}`,
    })
  })

  test('a slash at the end changes nothing', async () => {
    const query = wants[id] ? `?${wants[id]}` : ''
    const bare = pathOf(route).replace(/\/$/, '')
    expect(seen(await admin.get(`${bare}/${query}`))).toEqual(seen(await admin.get(`${bare}${query}`)))
  })

  const { shape = {} } = route.query ?? {}
  // A search's `q` is what it looks for, not a filter.
  if ('q' in shape && !wants[id]?.startsWith('q=')) {
    test('filters: unknown fields are ignored, malformed ones refused', async () => {
      const plain = seen(await page(id, route, ''))
      expect(seen(await page(id, route, 'q=no_such_field%3Dx,nor_this%3D~y'))).toEqual(plain)
      for (const q of ['name', '=x', 'name=', 'name=x,', ',name=x']) {
        expect(await page(id, route, `q=${encodeURIComponent(q)}`)).toMatchObject({
          status: 400,
          code: 'BAD_REQUEST',
          message: 'the query string must contain "=" and the key/value cannot be empty',
        })
      }
    })
  }

  if ('sort' in shape) {
    test('sorts: unknown fields are ignored', async () => {
      const plain = seen(await page(id, route, ''))
      expect(seen(await page(id, route, 'sort=no_such_field,-nor_this'))).toEqual(plain)
    })
  }
})

describe.each(names(all.filter(([, { body }]) => body)))('the body of %s', (id, route) => {
  const mayBeAbsent = route.body?.safeParse(undefined).success ?? false
  test.each([['a half', '{"name":'], ['a text', '"text"'], ...(mayBeAbsent ? [] : [['nothing', '']])])(
    '%s is 422',
    async (_, body) => {
      const answer = await admin.send(
        route.method,
        `${pathOf(route)}${wants[id] ? `?${wants[id]}` : ''}`,
        body,
      )
      expect([answer.status, answer.code]).toEqual([422, 'UNPROCESSABLE_ENTITY'])
      expect(answer.message).toStartWith('validation failure list:\n')
    },
  )
})

const paths = [...new Set(all.map(([, { path }]) => path))]

test.each(paths)('%s: another method is told which there are', async (path) => {
  const own = all.filter(([, route]) => route.path === path).map(([, { method }]) => method)
  const other = ['PATCH', 'DELETE', 'POST', 'GET'].find((method) => !own.some((each) => each === method))
  const answer = await admin.send(other as string, pathOf({ path } as Route))
  // A longer path may be another operation's too: `/users/{id}` is also where `/users/current` lies.
  const allowed = answer.headers.get('allow')?.split(', ') ?? []
  expect([answer.status, answer.code]).toEqual([405, 'METHOD_NOT_ALLOWED'])
  expect(allowed).toEqual(expect.arrayContaining(own))
  expect(answer.message).toBe(`method ${other} is not allowed, but [${allowed.join(',')}] are`)
})

test('answers and failures bear the request’s id', async () => {
  for (const path of ['/projects', '/projects/nosuch', '/nosuch', '/projects?page=x']) {
    const { headers } = await admin.get(path, { 'x-request-id': 'my-own.1' })
    expect(headers.get('x-request-id')).toBe('my-own.1')
    const made = (await admin.get(path)).headers.get('x-request-id')
    expect(made).toMatch(/^[0-9a-f-]{36}$/)
  }
})
