// Pushes as docker, podman and crane push: ask whether the blob is there, open a session, stream it, close it.
import { createHash } from 'node:crypto'
import { ociManifest } from '../../test/support/registry-client.ts'
import { credentials, type Runner } from './field.ts'

export interface Content {
  readonly digest: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

export interface Image {
  readonly repository: string
  readonly tag: string
  readonly config: Content
  readonly layers: readonly Content[]
}

export function contentOf(bytes: Uint8Array<ArrayBuffer>): Content {
  return { bytes, digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}` }
}

export async function pushBlob(
  runner: Runner,
  repository: string,
  { digest, bytes }: Content,
  user = 0,
): Promise<void> {
  const headers = await credentials(runner, repository, user)
  const blobs = `${runner.url}/v2/${repository}/blobs`
  if ((await send(`${blobs}/${digest}`, 'HEAD', headers, [200, 404])).status === 200) return
  const opened = await send(`${blobs}/uploads/`, 'POST', headers, [202])
  const stream = { ...headers, 'content-type': 'application/octet-stream' }
  const written = await send(locationOf(opened, runner), 'PATCH', stream, [202], bytes)
  const closing = locationOf(written, runner)
  closing.searchParams.set('digest', digest)
  await send(closing, 'PUT', headers, [201])
}

export async function pushManifest(runner: Runner, image: Image, user = 0): Promise<string> {
  const { repository, tag } = image
  const headers = { ...(await credentials(runner, repository, user)), 'content-type': ociManifest }
  const body = new TextEncoder().encode(JSON.stringify(manifestOf(image)))
  await send(`${runner.url}/v2/${repository}/manifests/${tag}`, 'PUT', headers, [201], body)
  return contentOf(body).digest
}

export async function pushImage(runner: Runner, image: Image, user = 0): Promise<void> {
  for (const content of [image.config, ...image.layers])
    await pushBlob(runner, image.repository, content, user)
  await pushManifest(runner, image, user)
}

/** Runs `work` for 0 … count - 1, so many at a time. */
export async function concurrently(
  count: number,
  atOnce: number,
  work: (index: number) => Promise<unknown>,
): Promise<void> {
  let next = 0
  const lane = async () => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, lane))
}

function manifestOf({ config, layers, tag, repository }: Image): object {
  const descriptor = (mediaType: string, { digest, bytes }: Content) => ({
    mediaType,
    digest,
    size: bytes.byteLength,
  })
  return {
    schemaVersion: 2,
    mediaType: ociManifest,
    config: descriptor('application/vnd.oci.image.config.v1+json', config),
    layers: layers.map((layer) => descriptor('application/vnd.oci.image.layer.v1.tar+gzip', layer)),
    annotations: { 'org.opencontainers.image.ref.name': `${repository}:${tag}` },
  }
}

/** A relative Location is told apart from an absolute one, which may name another host. */
function locationOf(answer: Response, runner: Runner): URL {
  return new URL(answer.headers.get('location') ?? '', runner.url)
}

async function send(
  url: string | URL,
  method: string,
  headers: Record<string, string>,
  expected: number[],
  body?: Uint8Array<ArrayBuffer>,
): Promise<Response> {
  const answer = await fetch(url, {
    method,
    headers,
    ...(body && { body }),
    tls: { rejectUnauthorized: false },
  })
  const text = method === 'HEAD' ? '' : await answer.text()
  if (!expected.includes(answer.status))
    throw new Error(`${method} ${url}: ${answer.status} ${text.slice(0, 300)}`)
  return answer
}
