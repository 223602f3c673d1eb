// The base endpoint, and the challenge with which clients begin.
import { expectError, expectHeaders, expectStatus } from './answer.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { basicHeader } from './registry-under-test.ts'

export const cases: ConformanceCase[] = [
  {
    id: 'ping.get',
    section: 'Determining Support',
    title: 'GET /v2/ says that the registry implements the protocol',
    async run(registry) {
      expectStatus(await registry.get('/v2/'), 200)
    },
  },
  {
    id: 'ping.version-header',
    section: 'Clients: Docker',
    title: 'GET /v2/ carries the version header by which Docker knows a registry',
    async run(registry) {
      const answer = await registry.get('/v2/')
      expectHeaders(answer, { 'docker-distribution-api-version': 'registry/2.0' })
    },
  },
  {
    id: 'ping.head',
    section: 'RFC 9110 9.3.2',
    title: 'HEAD /v2/ has the status of GET',
    async run(registry) {
      expectStatus(await registry.send('HEAD', '/v2/'), 200)
    },
  },
  {
    id: 'ping.without-slash',
    section: 'Clients: curl and load balancers',
    title: '/v2 is answered like /v2/, by itself or by a redirect',
    async run(registry) {
      expectStatus(await registry.get('/v2'), 200)
    },
  },
  {
    id: 'ping.challenge',
    section: 'Clients: podman, skopeo, buildah',
    title: 'GET /v2/ without credentials is 401 with a quoted Bearer challenge',
    needs: 'authentication',
    async run(registry) {
      const answer = await registry.send('GET', '/v2/', { authorization: 'none' })
      expectError(answer, 401, 'UNAUTHORIZED')
      expectHeaders(answer, {
        'www-authenticate': /^Bearer realm="https?:\/\/[^"]+",\s*service="[^"]+"/,
        'docker-distribution-api-version': 'registry/2.0',
      })
    },
  },
  {
    id: 'ping.wrong-password',
    section: 'Clients: docker login',
    title: 'wrong credentials are 401, not an anonymous 200',
    needs: 'authentication',
    async run(registry) {
      const authorization = basicHeader(`nobody-${registry.random.word()}`, registry.random.word())
      expectError(await registry.send('GET', '/v2/', { authorization }), 401, 'UNAUTHORIZED')
    },
  },
  {
    id: 'ping.push-without-credentials',
    section: 'Clients: docker push',
    title: 'a push without credentials is 401 and asks for the scope that it lacks',
    needs: 'authentication',
    async run(registry) {
      const repository = registry.repository()
      const answer = await repository.send('POST', 'blobs/uploads/', { authorization: 'none' })
      expectStatus(answer, 401)
      const scope = new RegExp(`scope="[^"]*repository:${repository.name}:[^"]*push`)
      expectHeaders(answer, { 'www-authenticate': scope })
    },
  },
]
