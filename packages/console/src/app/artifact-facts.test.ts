// What lists say of an artifact.
import { expect, test } from 'bun:test'
import { belongingsOf, platformsOf, tagsInOrder } from './artifact-facts.ts'

test('the platforms of an index, without its attestations', () => {
  const platform = (os: string, architecture: string, variant?: string) => ({
    platform: { os, architecture, variant },
  })
  const references = [
    platform('linux', 'amd64'),
    platform('linux', 'arm64', 'v8'),
    platform('unknown', 'unknown'),
    platform('linux', 'amd64'),
    {},
  ]
  expect(platformsOf({ references })).toEqual(['linux/amd64', 'linux/arm64/v8'])
})

test('the platform of an image is in its config; a chart has none', () => {
  const extra_attrs = { os: 'linux', architecture: 'amd64' }
  expect(platformsOf({ references: null, extra_attrs })).toEqual(['linux/amd64'])
  expect(platformsOf({ references: null, extra_attrs: { name: 'web' } })).toEqual([])
})

test('tags: `latest`, then the newest and most exact version, then names; what was looked for before all', () => {
  const tags = ['1', '1.2', '1.10.0', '1.9', 'stable', 'latest']
  expect(tagsInOrder(tags)).toEqual(['latest', '1.10.0', '1.9', '1.2', '1', 'stable'])
  expect(tagsInOrder(tags, '1.2')[0]).toBe('1.2')
})

test('what belongs to it, each sort once', () => {
  const types = ['signature.cosign', 'sbom.harbor', 'signature.notation', 'subject.accessory']
  expect(belongingsOf(types.map((type) => ({ type })))).toEqual(['signature', 'sbom', 'other'])
  expect(belongingsOf(null)).toEqual([])
})
