// What artifacts are called, by their media types.
import { expect, test } from 'bun:test'
import { artifactTypeOf } from './artifact-type.ts'

const empty = 'application/vnd.oci.empty.v1+json'

test.each<[kind: 'image' | 'index', config: string | null, artifactType: string | null, word: string]>([
  ['index', null, null, 'IMAGE'],
  ['image', 'application/vnd.oci.image.config.v1+json', null, 'IMAGE'],
  ['image', 'application/vnd.docker.container.image.v1+json', null, 'IMAGE'],
  ['image', 'application/vnd.cncf.helm.config.v1+json', null, 'CHART'],
  ['image', 'application/vnd.acme.rocket.config.v1+json', null, 'ROCKET'],
  ['image', empty, 'application/vnd.acme.rocket.config.v1+json', 'ROCKET'],
  ['image', empty, 'application/vnd.acme.rocket', 'UNKNOWN'],
  ['image', 'text/plain', 'text/plain', 'UNKNOWN'],
])('%s with config %s and artifact type %s: %s', (kind, configMediaType, artifactType, word) => {
  expect(artifactTypeOf({ kind, configMediaType, artifactType })).toBe(word)
})
