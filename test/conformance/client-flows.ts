// Whole conversations, request by request as the clients named hold them.
import { request } from 'node:http'
import { check, expectBytes, expectHeaders, expectStatus, locationOf } from './answer.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { contentOf } from './content.ts'
import {
  type Artifact,
  artifact,
  descriptorOf,
  image,
  manifestOf,
  mediaTypes,
  referenceTo,
} from './manifest.ts'
import { expectPushed } from './push.ts'
import { referrersOf } from './referrers.ts'
import type { Registry } from './registry.ts'
import { type Repository, withQuery } from './repository.ts'

/** Docker's way with a layer: look, begin, stream without a length, close, look again. */
async function pushLikeDocker(
  repository: Repository,
  { bytes, digest }: Artifact['blobs'][number],
): Promise<void> {
  expectStatus(await repository.head(`blobs/${digest}`), 404)
  const started = expectStatus(await repository.post('blobs/uploads/'), 202)
  expectHeaders(started, { 'docker-upload-uuid': /./ })
  const patched = await repository.patch(locationOf(started), new Blob([bytes]).stream())
  expectHeaders(expectStatus(patched, 202), { range: `0-${bytes.length - 1}`, 'docker-upload-uuid': /./ })
  expectStatus(await repository.closeUpload(locationOf(patched), digest), 201)
  const head = expectStatus(await repository.head(`blobs/${digest}`), 200)
  expectHeaders(head, { 'content-length': String(bytes.length), 'docker-content-digest': digest })
}

const pushes: ConformanceCase[] = [
  {
    id: 'clients.docker.push',
    section: 'Clients: Docker',
    title: 'Docker pushes an image: streamed layers, each looked at after its commit, then the tag',
    async run(registry) {
      const repository = registry.repository()
      const made = image(registry.random)
      for (const blob of made.blobs) await pushLikeDocker(repository, blob)
      const pushed = expectStatus(await repository.putManifest(made.manifest, 'latest'), 201)
      expectHeaders(pushed, { 'docker-content-digest': made.manifest.digest })
    },
  },
  {
    id: 'clients.containers-image.push',
    section: 'Clients: podman, skopeo, buildah',
    title: 'containers/image tries a mount, cancels its session, begins anew, and wants exactly 201',
    async run(registry) {
      const [source, target] = [registry.repository(), registry.repository()]
      const blob = registry.random.blob(3000)
      const tried = await target.post(`blobs/uploads/?mount=${blob.digest}&from=${source.name}`)
      expectStatus(await target.delete(locationOf(expectStatus(tried, 202))), 204)
      const location = await target.startUpload()
      const patched = expectStatus(await target.patch(location, new Blob([blob.bytes]).stream()), 202)
      await expectPushed(target, await target.closeUpload(locationOf(patched), blob.digest), blob)
    },
  },
  {
    id: 'clients.crane.push',
    section: 'Clients: crane',
    title: 'crane says application/json on its POST and streams a whole layer in one PATCH',
    async run(registry) {
      const repository = registry.repository()
      const blob = registry.random.blob(5000)
      const started = await repository.post('blobs/uploads/', undefined, {
        'content-type': 'application/json',
      })
      const body = new Blob([blob.bytes]).stream()
      const patched = await repository.send('PATCH', locationOf(expectStatus(started, 202)), { body })
      const address = withQuery(locationOf(expectStatus(patched, 202)), { digest: blob.digest })
      await expectPushed(repository, await repository.send('PUT', address), blob)
    },
  },
  {
    id: 'clients.helm.push',
    section: 'Clients: helm, oras',
    title: 'a chart with its own configuration type and an underscore for the plus of its version',
    async run(registry) {
      const repository = registry.repository()
      const [config, chart] = [contentOf('{"name":"demo","version":"1.0.0+build"}'), registry.random.blob()]
      const manifest = manifestOf(
        {
          schemaVersion: 2,
          config: descriptorOf(config, 'application/vnd.cncf.helm.config.v1+json'),
          layers: [descriptorOf(chart, 'application/vnd.cncf.helm.chart.content.v1.tar+gzip')],
          annotations: { 'org.opencontainers.image.version': '1.0.0+build' },
        },
        { mediaType: mediaTypes.image },
      )
      await repository.push({ blobs: [config, chart], children: [], manifest }, '1.0.0_build')
      const got = expectStatus(await repository.get('manifests/1.0.0_build'), 200)
      expectBytes(got, manifest.bytes)
      expectHeaders(got, { 'content-type': mediaTypes.image })
    },
  },
  {
    id: 'clients.cosign.both-layouts',
    section: 'Clients: cosign',
    title: 'signatures go in under sha256-<hex>.sig and as referrers, and both are found',
    async run(registry) {
      const repository = registry.repository()
      const target = image(registry.random)
      await repository.push(target, 'signed')
      const [old, now] = [
        artifact(registry.random, 'application/vnd.dev.cosign.simplesigning.v1+json'),
        artifact(registry.random, 'application/vnd.dev.sigstore.bundle.v0.3+json', {
          subject: referenceTo(target.manifest),
        }),
      ]
      for (const kind of ['sig', 'att', 'sbom']) {
        await repository.push(old, `${target.manifest.digest.replace(':', '-')}.${kind}`)
      }
      await repository.push(now)
      const tag = `${target.manifest.digest.replace(':', '-')}.sig`
      expectBytes(expectStatus(await repository.get(`manifests/${tag}`), 200), old.manifest.bytes)
      const answer = await repository.get(`referrers/${target.manifest.digest}`)
      const digests = referrersOf(answer).map((entry) => entry.digest)
      check(answer, digests.join() === now.manifest.digest, 'the signature that names its subject')
    },
  },
]

/** PUT with `Expect: 100-continue`: the body follows only when the registry asks for it. */
function putWhenAsked(
  registry: Registry,
  address: string,
  bytes: Uint8Array,
): Promise<{ asked: boolean; status: number }> {
  const { authorization } = registry.target
  return new Promise((resolve, reject) => {
    let asked = false
    const headers = {
      'content-type': 'application/octet-stream',
      'content-length': String(bytes.length),
      expect: '100-continue',
      ...(authorization && { authorization }),
    }
    const sent = request(address, { method: 'PUT', headers }, (response) => {
      response.resume()
      response.on('end', () => resolve({ asked, status: response.statusCode ?? 0 }))
    })
    sent.on('continue', () => {
      asked = true
      sent.end(bytes)
    })
    sent.on('error', reject)
    sent.flushHeaders()
  })
}

const connections: ConformanceCase[] = [
  {
    id: 'clients.expect-continue',
    section: 'RFC 9110 10.1.1; clients: Docker',
    title: 'a client that waits for 100 Continue is asked for its body, and the push is 201',
    async run(registry) {
      const repository = registry.repository()
      const blob = registry.random.blob(5000)
      const address = withQuery(await repository.startUpload(), { digest: blob.digest })
      const { asked, status } = await putWhenAsked(registry, address, blob.bytes)
      if (!asked || status !== 201) throw new Error(`asked: ${asked}, then ${status} instead of 201`)
      expectBytes(expectStatus(await repository.get(`blobs/${blob.digest}`), 200), blob.bytes)
    },
  },
  {
    id: 'clients.containerd.parallel-pull',
    section: 'Clients: containerd',
    title: 'containerd asks for ?ns= and several open ranges at once, and leaves each early',
    async run(registry) {
      const repository = registry.repository()
      const blob = registry.random.blob(2_000_000)
      await repository.pushBlob(blob)
      const url = new URL(`/v2/${repository.name}/blobs/${blob.digest}?ns=docker.io`, registry.target.baseUrl)
      const piece = 500_000
      const read = async (start: number) => {
        const headers = new Headers({ range: `bytes=${start}-`, 'accept-encoding': 'zstd, gzip, deflate' })
        if (registry.target.authorization) headers.set('authorization', registry.target.authorization)
        const response = await fetch(url, { headers, decompress: false })
        return readSome(response, piece)
      }
      const pieces = await Promise.all([0, 1, 2, 3].map((at) => read(at * piece)))
      if (!Buffer.concat(pieces).equals(Buffer.from(blob.bytes)))
        throw new Error('the pieces do not make the blob')
    },
  },
  {
    id: 'clients.abandoned-pulls',
    section: 'Clients: containerd',
    title: 'after many pulls that were left half-way the next one is whole',
    async run(registry) {
      const repository = registry.repository()
      const blob = registry.random.blob(3_000_000)
      await repository.pushBlob(blob)
      const url = `/v2/${repository.name}/blobs/${blob.digest}`
      const leave = async () => {
        const abort = new AbortController()
        const sent = registry.send('GET', url, { signal: abort.signal })
        abort.abort()
        await sent.catch(() => undefined)
      }
      await Promise.all(Array.from({ length: 10 }, leave))
      expectBytes(expectStatus(await registry.get(url), 200), blob.bytes)
    },
  },
]

/** The first `length` bytes of a body; the rest is left unread. */
async function readSome(response: Response, length: number): Promise<Buffer> {
  if (response.status !== 206) throw new Error(`status ${response.status} instead of 206`)
  const pieces: Uint8Array[] = []
  let have = 0
  const reader = response.body!.getReader()
  while (have < length) {
    const { done, value } = await reader.read()
    if (done) break
    pieces.push(value)
    have += value.length
  }
  await reader.cancel()
  return Buffer.concat(pieces).subarray(0, length)
}

export const cases: ConformanceCase[] = [...pushes, ...connections]
