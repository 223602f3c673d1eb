// The protocol with bearer tokens, each asked for as a challenge says, as the official suite's and most clients do.
import {
  type Answer,
  check,
  expectBytes,
  expectError,
  expectHeaders,
  expectStatus,
  jsonOf,
  locationOf,
} from './answer.ts'
import { type ConformanceCase, forEachAlgorithm } from './conformance-case.ts'
import { image } from './manifest.ts'
import type { Registry } from './registry.ts'
import type { Repository } from './repository.ts'
import { withQuery } from './repository.ts'
import type { Sender } from './request.ts'

const section = 'Clients: token authentication'

interface Challenge {
  readonly realm: string
  readonly service: string
  readonly scope: string
}

/** What a 401 asks for (RFC 6750 §3; every parameter quoted). */
function challengeOf(answer: Answer): Challenge {
  expectStatus(answer, 401)
  expectHeaders(answer, { 'www-authenticate': /^Bearer / })
  const header = answer.headers.get('www-authenticate') ?? ''
  const parameter = (name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(header)?.[1] ?? ''
  return { realm: parameter('realm'), service: parameter('service'), scope: parameter('scope') }
}

/** Gets a token with the run's own credentials; the scope is sent as it was challenged. */
async function bearerFor(registry: Sender, { realm, service, scope }: Challenge): Promise<string> {
  const url = new URL(realm, registry.target.baseUrl)
  const answer = expectStatus(await registry.get(withQuery(url.href, { service, scope })), 200)
  const { token, access_token: accessToken } = jsonOf(answer) as Record<string, unknown>
  check(answer, typeof token === 'string' && token === accessToken, 'the token under both of its names')
  return `Bearer ${token}`
}

/** A token for exactly these actions on one repository. */
async function tokenFor(repository: Repository, actions: string): Promise<string> {
  const { registry, name } = repository
  const challenge = challengeOf(await registry.send('GET', '/v2/', { authorization: 'none' }))
  return bearerFor(registry, { ...challenge, scope: `repository:${name}:${actions}` })
}

/** Requests without credentials, and the actions that their challenge has to name. */
const challenged: [method: string, path: string, actions: string[]][] = [
  ['GET', 'manifests/latest', ['pull']],
  ['HEAD', 'manifests/latest', ['pull']],
  ['GET', 'tags/list', ['pull']],
  ['PUT', 'manifests/latest', ['pull', 'push']],
  ['POST', 'blobs/uploads/', ['pull', 'push']],
  ['DELETE', 'manifests/latest', ['delete']],
]

const challenges: ConformanceCase[] = challenged.map(([method, path, actions]) => ({
  id: `tokens.challenge.${method}.${path}`,
  section,
  title: `${method} ${path} of a repository that it may not reach is challenged for ${actions.join(' and ')}`,
  needs: 'authentication',
  async run(registry) {
    const repository = registry.repository()
    const answer = await repository.send(method, path, { authorization: 'none' })
    // A public project may be read by anyone: then there is nothing to challenge.
    if (actions.join() === 'pull' && answer.status === 404) return
    const [kind, name, granted = ''] = challengeOf(answer).scope.split(':')
    check(answer, kind === 'repository' && name === repository.name, `a scope of ${repository.name}`)
    check(
      answer,
      actions.every((action) => granted.split(',').includes(action)),
      `the actions ${actions}`,
    )
  },
}))

const mounts = forEachAlgorithm((algorithm) =>
  [true, false].map((named) => ({
    id: `tokens.mount.${named ? 'from' : 'anywhere'}.${algorithm}`,
    section: 'Mounting a blob from another repository',
    title:
      `a token for the target alone mounts a ${algorithm} blob that its user may read` +
      (named ? '' : ', without `from`'),
    needs: 'authentication',
    async run(registry: Registry) {
      const [source, target] = [registry.repository(), registry.repository()]
      const blob = registry.random.blob(512, algorithm)
      await source.pushBlob(blob)
      const authorization = await tokenFor(target, 'pull,push')
      const from = named ? `&from=${encodeURIComponent(source.name)}` : ''
      const path = `blobs/uploads/?mount=${encodeURIComponent(blob.digest)}${from}`
      const answer = expectStatus(await target.send('POST', path, { authorization }), 201)
      const got = await target.send('GET', locationOf(answer), { authorization })
      expectBytes(expectStatus(got, 200), blob.bytes)
    },
  })),
)

const flows: ConformanceCase[] = [
  {
    id: 'tokens.push-and-pull',
    section,
    title: 'a token for pull and push pushes an image, looks at its upload, cancels one, and pulls',
    needs: 'authentication',
    async run(registry) {
      const repository = registry.repository()
      const made = image(registry.random)
      const authorization = await tokenFor(repository, 'pull,push')
      const begin = async () =>
        locationOf(expectStatus(await repository.send('POST', 'blobs/uploads/', { authorization }), 202))
      for (const { bytes, digest } of made.blobs) {
        const location = await begin()
        expectStatus(await repository.send('GET', location, { authorization }), 204)
        const address = withQuery(location, { digest })
        expectStatus(await repository.send('PUT', address, { authorization, body: bytes }), 201)
      }
      // containers/image cancels with the token of its push, which holds no delete.
      expectStatus(await repository.send('DELETE', await begin(), { authorization }), 204)
      const { bytes, mediaType } = made.manifest
      const put = { authorization, body: bytes, headers: { 'content-type': mediaType } }
      expectStatus(await repository.send('PUT', 'manifests/latest', put), 201)
      expectBytes(await repository.send('GET', 'manifests/latest', { authorization }), bytes)
    },
  },
  {
    id: 'tokens.insufficient',
    section,
    title: 'a token without push is 401 on a push, with the scope that would do and insufficient_scope',
    needs: 'authentication',
    async run(registry) {
      const repository = registry.repository()
      const authorization = await tokenFor(repository, 'pull')
      const answer = await repository.send('POST', 'blobs/uploads/', { authorization })
      expectError(answer, 401, 'DENIED')
      expectHeaders(answer, { 'www-authenticate': /error="insufficient_scope"/ })
      const better = await bearerFor(registry, challengeOf(answer))
      expectStatus(await repository.send('POST', 'blobs/uploads/', { authorization: better }), 202)
    },
  },
  {
    id: 'tokens.other-repository',
    section,
    title: 'a token for one repository does not push to another',
    needs: 'authentication',
    async run(registry) {
      const [one, other] = [registry.repository(), registry.repository()]
      const authorization = await tokenFor(one, 'pull,push')
      expectError(await other.send('POST', 'blobs/uploads/', { authorization }), 401, 'DENIED')
    },
  },
  {
    id: 'tokens.delete',
    section,
    title: 'a delete needs a token that holds delete, and its challenge leads to one',
    needs: 'authentication',
    async run(registry) {
      const repository = registry.repository()
      const made = image(registry.random)
      await repository.push(made, 'latest')
      const path = `manifests/${made.manifest.digest}`
      const authorization = await tokenFor(repository, 'pull,push')
      const refused = await repository.send('DELETE', path, { authorization })
      const better = await bearerFor(registry, challengeOf(refused))
      expectStatus(await repository.send('DELETE', path, { authorization: better }), 202)
    },
  },
  {
    id: 'tokens.invalid',
    section,
    title: 'a token that is none is 401 with a challenge, also where anyone may read',
    needs: 'authentication',
    async run(registry) {
      const repository = registry.repository()
      await repository.push(image(registry.random), 'latest')
      const answer = await repository.send('GET', 'manifests/latest', { authorization: 'Bearer none' })
      expectError(answer, 401, 'UNAUTHORIZED')
      challengeOf(answer)
    },
  },
]

export const cases: ConformanceCase[] = [...challenges, ...mounts, ...flows]
