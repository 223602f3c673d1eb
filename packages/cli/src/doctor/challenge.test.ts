// Challenges as registries write them.
import { expect, test } from 'bun:test'
import { parseChallenge } from './challenge.ts'

test.each([
  [
    'Bearer realm="https://auth.docker.io/token",service="registry.docker.io"',
    { scheme: 'bearer', realm: 'https://auth.docker.io/token', service: 'registry.docker.io' },
  ],
  ['Basic realm="Registry Realm"', { scheme: 'basic', realm: 'Registry Realm', service: undefined }],
  ['bearer service=s, realm=http://h/t', { scheme: 'bearer', realm: 'http://h/t', service: 's' }],
  ['Negotiate, Basic realm="x"', { scheme: 'basic', realm: 'x', service: undefined }],
  ['Negotiate', undefined],
  [null, undefined],
] as const)('%s', (header, challenge) => {
  expect(parseChallenge(header)).toEqual(challenge)
})
