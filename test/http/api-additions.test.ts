// What is read out of artifacts: an image's history, a chart's files, a model's papers; bombs are refused.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { type Blob, basic, blobOf, ociManifest, RegistryClient } from '../support/registry-client.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { tar } from '../support/tar.ts'

let server: TestServer
let admin: ApiCaller
let registry: RegistryClient

beforeAll(async () => {
  server = await startTestServer()
  admin = new ApiCaller(server, new Accounts(server).admin())
  registry = new RegistryClient(server.url, basic('admin', server.adminPassword))
})
afterAll(() => server.stop())

const textBlob = (text: string) => blobOf(new TextEncoder().encode(text))
const jsonBlob = (document: unknown) => textBlob(JSON.stringify(document))

interface Part {
  readonly type: string
  readonly blob: Blob
  readonly annotations?: Record<string, string>
}
async function push(repository: string, config: Part, layers: readonly Part[], more: object = {}) {
  for (const { blob } of [config, ...layers]) await registry.pushBlob(`library/${repository}`, blob)
  const descriptor = ({ type, blob, annotations }: Part) => ({
    mediaType: type,
    digest: blob.digest,
    size: blob.bytes.byteLength,
    ...(annotations && { annotations }),
  })
  const manifest = {
    schemaVersion: 2,
    mediaType: ociManifest,
    config: descriptor(config),
    layers: layers.map(descriptor),
    ...more,
  }
  expect((await registry.pushManifest(`library/${repository}`, 'v1', manifest)).status).toBe(201)
}

const artifact = (repository: string) =>
  `/projects/library/repositories/${encodeURIComponent(repository.replaceAll('/', '%2F'))}/artifacts/v1`
const read = async (repository: string, addition: string) => {
  const { status, headers, body, message } = await admin.get(`${artifact(repository)}/additions/${addition}`)
  return { status, type: headers.get('content-type'), body, message }
}
const linksOf = async (repository: string) =>
  Object.keys((await admin.get(artifact(repository))).body.addition_links ?? {})

const image = 'application/vnd.oci.image.config.v1+json'
const layerType = 'application/vnd.oci.image.layer.v1.tar+gzip'
const json = 'application/json; charset=utf-8'

describe('of an image', () => {
  const history = [{ created: '2026-01-01T00:00:00Z', created_by: 'RUN x' }]

  test('the build history, as its config has it', async () => {
    const layer = { type: layerType, blob: textBlob('layer') }
    await push('deep/image', { type: image, blob: jsonBlob({ architecture: 'amd64', history }) }, [layer])
    expect(await linksOf('deep/image')).toEqual(['build_history'])
    expect(await read('deep/image', 'build_history')).toMatchObject({
      status: 200,
      type: json,
      body: history,
    })
    const { href, absolute } = (await admin.get(artifact('deep/image'))).body.addition_links.build_history
    expect(absolute).toBe(false)
    const linked = await fetch(server.url + href, { headers: basic('admin', server.adminPassword) })
    expect(await linked.json()).toEqual(history)
  })

  test('what it does not have is refused in words', async () => {
    expect(await read('deep/image', 'values.yaml')).toMatchObject({
      status: 400,
      message: "addition VALUES.YAML isn't supported for IMAGE(manifest version 2)",
    })
    expect((await read('deep/image', 'nosuch')).status).toBe(422)
  })

  test('an author may be told by a label', async () => {
    const config = { architecture: 'amd64', config: { Labels: { maintainer: 'Ada' } } }
    await push('authored', { type: image, blob: jsonBlob(config) }, [])
    expect((await admin.get(artifact('authored'))).body.extra_attrs.author).toBe('Ada')
  })

  test('a config that is no JSON is told', async () => {
    await push('broken', { type: image, blob: textBlob('no json') }, [])
    expect(await read('broken', 'build_history')).toMatchObject({ status: 422 })
  })
})

describe('of a chart', () => {
  const chartConfig = 'application/vnd.cncf.helm.config.v1+json'
  const chartLayer = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip'
  const dependency = { name: 'redis', version: '1.2.3', repository: 'https://charts.example' }
  const chart = (name: string, config: object, archive: Uint8Array) =>
    push(name, { type: chartConfig, blob: jsonBlob(config) }, [
      { type: chartLayer, blob: blobOf(Bun.gzipSync(archive as Uint8Array<ArrayBuffer>)) },
    ])

  test('its values, readme and dependencies', async () => {
    const about = { apiVersion: 'v2', name: 'shop', version: '1.0.0', dependencies: [dependency] }
    const files = tar([
      { name: 'shop/Chart.yaml', content: JSON.stringify(about) },
      { name: 'shop/values.yaml', content: 'replicas: 1\n' },
      { name: 'shop/charts/redis/values.yaml', content: 'not: this\n' },
      { name: 'shop/README.md', content: '# Shop\n' },
    ])
    await chart('shop', about, files)
    expect((await linksOf('shop')).sort()).toEqual(['dependencies', 'readme.md', 'values.yaml'])
    expect(await read('shop', 'values.yaml')).toMatchObject({
      ...{ status: 200, type: 'text/plain; charset=utf-8', body: 'replicas: 1\n' },
    })
    expect(await read('shop', 'readme.md')).toMatchObject({
      ...{ status: 200, type: 'text/markdown; charset=utf-8', body: '# Shop\n' },
    })
    expect(await read('shop', 'dependencies')).toMatchObject({ status: 200, type: json, body: [dependency] })
    const { type, extra_attrs } = (await admin.get(artifact('shop'))).body
    expect([type, extra_attrs.version]).toEqual(['CHART', '1.0.0'])
  })

  test('of the first version, dependencies from their own file', async () => {
    const requirements = `dependencies:\n- name: redis\n  version: 1.2.3\n  repository: https://charts.example\n`
    const files = tar([{ name: 'old/requirements.yaml', content: requirements }])
    await chart('old', { apiVersion: 'v1', name: 'old', version: '1' }, files)
    expect((await read('old', 'dependencies')).body).toEqual([dependency])
  })

  test('files that it lacks are empty', async () => {
    await chart('bare', { apiVersion: 'v2', name: 'bare' }, tar([{ name: 'bare/x', content: 'y' }]))
    expect(await read('bare', 'values.yaml')).toMatchObject({ status: 200, body: undefined })
    expect((await read('bare', 'dependencies')).body).toEqual([])
  })

  test.each([
    [
      'what inflates beyond bounds',
      tar([{ name: 'a/zeros', content: new Uint8Array(101 * 1024 * 1024) }]),
      'inflated',
    ],
    [
      'a file that is too long',
      tar([{ name: 'a/values.yaml', content: 'x'.repeat(1024 * 1024 + 1) }]),
      'bytes',
    ],
  ])('%s is refused, and nothing else suffers', async (name, archive, words) => {
    const repository = name.replaceAll(' ', '-')
    await chart(repository, { apiVersion: 'v2', name: 'a' }, archive)
    const { status, message } = await read(repository, 'values.yaml')
    expect([status, message]).toEqual([422, expect.stringContaining(words)])
    expect((await read('shop', 'values.yaml')).status).toBe(200)
  })

  test('what is no archive is refused', async () => {
    const layer = { type: chartLayer, blob: textBlob('no archive') }
    await push('noarchive', { type: chartConfig, blob: jsonBlob({ apiVersion: 'v2' }) }, [layer])
    expect(await read('noarchive', 'readme.md')).toMatchObject({ status: 422 })
  })

  test('YAML that refers to itself over and over is refused', async () => {
    const laughs = [
      'a: &a [x, x]',
      ...'bcdefghijk'
        .split('')
        .map((each, n) => `${each}: &${each} [*${'abcdefghij'[n]}, *${'abcdefghij'[n]}]`),
    ]
    const files = tar([
      { name: 'l/requirements.yaml', content: `${laughs.join('\n')}\ndependencies: [*k]\n` },
    ])
    await chart('laughs', { apiVersion: 'v1' }, files)
    expect(await read('laughs', 'dependencies')).toMatchObject({ status: 422 })
  })
})

describe('of a model', () => {
  const at = (path: string) => ({ 'org.cncf.model.filepath': path })

  beforeAll(async () => {
    const raw = 'application/vnd.cncf.model.doc.v1.raw'
    const archive = tar([{ name: 'LICENSE', content: 'MIT' }])
    await push(
      'model',
      { type: 'application/vnd.cncf.model.config.v1+json', blob: jsonBlob({}) },
      [
        { type: raw, blob: textBlob('# Model'), annotations: at('README.md') },
        { type: 'application/vnd.cncf.model.doc.v1.tar', blob: blobOf(archive), annotations: at('LICENSE') },
        {
          type: 'application/vnd.cncf.model.weight.v1.raw',
          blob: textBlob('12345'),
          annotations: at('data/a.bin'),
        },
      ],
      { artifactType: 'application/vnd.cncf.model.manifest.v1+json' },
    )
  })

  test('its papers and the tree of its files', async () => {
    expect((await linksOf('model')).sort()).toEqual(['files', 'license', 'readme.md'])
    expect((await read('model', 'readme.md')).body).toBe('# Model')
    expect((await read('model', 'license')).body).toBe('MIT')
    const file = (name: string, size: number) => ({ name, type: 'file', size })
    const [folder, ...files] = (await read('model', 'files')).body
    expect(folder).toEqual({ name: 'data', type: 'directory', children: [file('a.bin', 5)] })
    expect(files.map(({ name }: { name: string }) => name)).toEqual(['LICENSE', 'README.md'])
  })

  test('a paper that it lacks is missing', async () => {
    const type = 'application/vnd.cncf.model.config.v1+json'
    const more = { artifactType: 'application/vnd.cncf.model.manifest.v1+json' }
    await push('unlicensed', { type, blob: jsonBlob({}) }, [], more)
    expect(await read('unlicensed', 'license')).toMatchObject({ status: 404 })
  })
})

test('a bill of materials is never shown as the page that its pusher says it is', async () => {
  const config = { type: 'application/vnd.oci.empty.v1+json', blob: textBlob('{}') }
  const layer = { type: 'text/html', blob: textBlob('<script>alert(1)</script>') }
  await push('bill', config, [layer], { artifactType: 'application/vnd.goharbor.harbor.sbom.v1' })
  const { status, headers } = await admin.get(`${artifact('bill')}/additions/sbom`)
  expect([status, headers.get('content-type'), headers.get('x-content-type-options')]).toEqual([
    ...[200, 'application/vnd.goharbor.harbor.sbom.v1', 'nosniff'],
  ])
})

test('of what the server does not know, nothing is read', async () => {
  await push('other', { type: 'application/json', blob: textBlob('{}') }, [])
  expect(await linksOf('other')).toEqual([])
  expect(await read('other', 'readme.md')).toMatchObject({ status: 400 })
})

test('an artifact’s icon can be fetched', async () => {
  const { icon } = (await admin.get(artifact('shop'))).body
  const { status, body } = await new ApiCaller(server).get(`/icons/${icon}`)
  expect([status, body['content-type']]).toEqual([200, 'image/svg+xml'])
  expect(atob(body.content)).toStartWith('<svg')
  expect((await admin.get(`/icons/sha256:${'0'.repeat(64)}`)).status).toBe(404)
  expect((await admin.get('/icons/nosuch')).status).toBe(400)
})
