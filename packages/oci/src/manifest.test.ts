// Manifests: what is taken, and in which words the rest is refused.
import { expect, test } from 'bun:test'
import { ManifestInvalid, parseManifest } from './manifest.ts'
import { mediaTypes } from './media-types.ts'

const digest = `sha256:${'a'.repeat(64)}`
const config = { mediaType: 'application/vnd.oci.image.config.v1+json', digest, size: 2 }
const layer = { mediaType: 'application/vnd.oci.image.layer.v1.tar', digest, size: 7 }
const image = { schemaVersion: 2, mediaType: mediaTypes.ociManifest, config, layers: [layer] }
const index = { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests: [layer] }

const bytes = (document: unknown) => new TextEncoder().encode(JSON.stringify(document))
const parse = (document: unknown, type = '') => parseManifest(bytes(document), type)

test('an image manifest says what it names', () => {
  const manifest = parse(image, mediaTypes.ociManifest)
  expect([manifest.kind, manifest.config?.digest, manifest.layers.length]).toEqual([
    'image',
    digest as never,
    1,
  ])
})

test('the artifact type is the manifest’s own, else its config’s; a bare index has none', () => {
  expect(parse({ ...image, artifactType: 'a/b' }).artifactType).toBe('a/b')
  expect(parse(image).artifactType).toBe(config.mediaType)
  expect(parse(index).artifactType).toBeUndefined()
  expect(parse({ ...index, artifactType: 'a/b' }).artifactType).toBe('a/b')
})

test('the request’s type serves where the manifest has none, as with Docker’s lists and OCI 1.0', () => {
  const { mediaType: _, ...bare } = image
  expect(parse(bare, mediaTypes.dockerManifest).mediaType).toBe(mediaTypes.dockerManifest)
})

test('unknown types pass where they have the shape of an image or an index', () => {
  expect(parse({ ...image, mediaType: 'application/vnd.example+json' }).kind).toBe('image')
  expect(parse({ ...index, mediaType: 'application/vnd.example+json' }).kind).toBe('index')
})

test.each([
  ['[]', 'not a JSON object'],
  ['{', 'not JSON'],
  [JSON.stringify({ ...image, schemaVersion: 1 }), 'schema 1'],
  [JSON.stringify({ ...image, config: undefined }), '`config`'],
  [JSON.stringify({ ...index, manifests: undefined }), '`manifests`'],
  [JSON.stringify({ ...image, manifests: [] }), 'mixes'],
  [JSON.stringify({ ...image, layers: {} }), 'layers is not a list'],
  [JSON.stringify({ ...image, layers: [{ ...layer, digest: 'x' }] }), 'layers[0].digest'],
  [JSON.stringify({ ...image, layers: [{ ...layer, size: -1 }] }), 'layers[0].size'],
  [JSON.stringify({ ...image, subject: 'x' }), 'subject'],
  [JSON.stringify({ ...image, annotations: { a: 1 } }), 'annotations'],
  [JSON.stringify({ schemaVersion: 2, mediaType: 'a/b' }), 'neither'],
  [JSON.stringify({ schemaVersion: 2 }), 'neither Content-Type'],
  [JSON.stringify({ ...image, mediaType: 'a/b\r\nx: y' }), 'mediaType is not a media type'],
  [JSON.stringify({ ...image, artifactType: 'a/\0' }), 'artifactType is not a media type'],
  [JSON.stringify({ ...image, config: { ...config, mediaType: 'a/ü' } }), 'config.mediaType is not'],
])('%s is refused: %s', (text, words) => {
  const attempt = () => parseManifest(new TextEncoder().encode(text), '')
  expect(attempt).toThrow(ManifestInvalid)
  expect(attempt).toThrow(words)
})

test('types that disagree are refused, and so is text that is not UTF-8', () => {
  expect(() => parse(image, mediaTypes.ociIndex)).toThrow('Content-Type')
  expect(() => parseManifest(new Uint8Array([0x22, 0xff, 0x22]), '')).toThrow('UTF-8')
})

test('what no header could carry back, or no database count, is refused', () => {
  expect(() => parse({ ...image, mediaType: undefined }, 'a/\u00fc')).toThrow('Content-Type')
  expect(() => parse({ ...image, mediaType: undefined }, `a/${'b'.repeat(300)}`)).toThrow('Content-Type')
  const half = { ...layer, size: Number.MAX_SAFE_INTEGER / 2 + 1 }
  expect(() => parse({ ...index, manifests: [half, half] })).toThrow('the sizes add up')
  expect(() => parse({ ...image, layers: [half, half] })).toThrow('the sizes add up')
  const deep = `{"schemaVersion":2,"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`
  expect(() => parseManifest(new TextEncoder().encode(deep), '')).toThrow('too deeply')
})
