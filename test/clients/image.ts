// Makes the images that the clients move: small, deterministic, and never downloaded.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { tar } from '../support/tar.ts'

const IMAGE_INDEX = 'application/vnd.oci.image.index.v1+json'
export const IMAGE_MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
const IMAGE_CONFIG = 'application/vnd.oci.image.config.v1+json'
const LAYER_GZIP = 'application/vnd.oci.image.layer.v1.tar+gzip'

export const PLATFORMS = ['amd64', 'arm64'] as const
export type Architecture = (typeof PLATFORMS)[number]

/** The one tag that both layouts carry. */
export const LAYOUT_TAG = 'image'

export type Blob = { digest: string; mediaType: string; bytes: Uint8Array }

export type PlatformImage = {
  architecture: Architecture
  manifest: Blob
  config: Blob
  /** The layers as they travel, compressed. */
  layers: Blob[]
  /** The layers unpacked: what their `diff_ids` name. */
  unpacked: Blob[]
}

/** An image for two platforms, in memory. */
export type Image = { name: string; index: Blob; platforms: Record<Architecture, PlatformImage> }

/** The same image on disk, in every form that some client reads. */
export type ImageFiles = {
  /** OCI layout whose index.json names the linux/amd64 manifest alone. */
  layout: string
  /** OCI layout whose index.json names the index of both platforms. */
  multiLayout: string
  /** `layout` and `multiLayout` as tar files, which containerd imports as `entrepot.test/<name>:image`. */
  archive: string
  multiArchive: string
  /** What `docker load` reads, one for each platform, tagged `entrepot.test/<name>:<architecture>`. */
  dockerArchives: Record<Architecture, string>
}

export function digestOf(bytes: Uint8Array | string): string {
  return `sha256:${new Bun.CryptoHasher('sha256').update(bytes).digest('hex')}`
}

function blob(mediaType: string, content: Uint8Array | object): Blob {
  const bytes = content instanceof Uint8Array ? content : Buffer.from(JSON.stringify(content))
  return { digest: digestOf(bytes), mediaType, bytes }
}

export function descriptor({ digest, mediaType, bytes }: Blob) {
  return { mediaType, digest, size: bytes.length }
}

/** Bytes that do not compress, the same for the same seed (xorshift32). */
function noise(seed: number, length: number): Uint8Array {
  const words = new Uint32Array(length / 4)
  let state = seed || 1
  for (let i = 0; i < words.length; i++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    words[i] = state
  }
  return new Uint8Array(words.buffer)
}

// Over 1 MiB, so that clients which send chunks send more than one.
const NOISE_BYTES = 1536 * 1024

function platformImage(name: string, architecture: Architecture): PlatformImage {
  const seed = Number(Bun.hash.crc32(`${name}/${architecture}`))
  const unpacked = [
    tar([{ name: 'etc/greeting', content: `${name} on ${architecture}\n` }]),
    tar([{ name: 'usr/share/noise', content: noise(seed, NOISE_BYTES) }]),
  ].map((bytes) => blob('application/vnd.oci.image.layer.v1.tar', bytes))
  const layers = unpacked.map(({ bytes }) => blob(LAYER_GZIP, Bun.gzipSync(Buffer.from(bytes), { level: 6 })))
  const created = '2020-01-01T00:00:00Z'
  const config = blob(IMAGE_CONFIG, {
    created,
    architecture,
    os: 'linux',
    config: { Cmd: ['/none'], Labels: { 'entrepot.test': name } },
    rootfs: { type: 'layers', diff_ids: unpacked.map(({ digest }) => digest) },
    history: unpacked.map(() => ({ created, created_by: 'entrepot test' })),
  })
  const manifest = blob(IMAGE_MANIFEST, {
    schemaVersion: 2,
    mediaType: IMAGE_MANIFEST,
    config: descriptor(config),
    layers: layers.map(descriptor),
  })
  return { architecture, manifest, config, layers, unpacked }
}

/** An image for linux/amd64 and linux/arm64; another name gives other bytes in every blob. */
export function makeImage(name: string): Image {
  const [amd64, arm64] = [platformImage(name, 'amd64'), platformImage(name, 'arm64')]
  const index = blob(IMAGE_INDEX, {
    schemaVersion: 2,
    mediaType: IMAGE_INDEX,
    manifests: [amd64, arm64].map(({ manifest, architecture }) => ({
      ...descriptor(manifest),
      platform: { architecture, os: 'linux' },
    })),
  })
  return { name, index, platforms: { amd64, arm64 } }
}

/** Writes the layout into `folder`, and the same as `<folder>.tar`. */
async function writeLayout(folder: string, name: string, root: Blob, blobs: Blob[]): Promise<void> {
  const annotations = {
    'org.opencontainers.image.ref.name': LAYOUT_TAG,
    'io.containerd.image.name': `entrepot.test/${name}:${LAYOUT_TAG}`,
  }
  const manifests = [{ ...descriptor(root), annotations }]
  const index = { schemaVersion: 2, mediaType: IMAGE_INDEX, manifests }
  const entries = [
    { name: 'oci-layout', content: JSON.stringify({ imageLayoutVersion: '1.0.0' }) },
    { name: 'index.json', content: JSON.stringify(index) },
    ...[root, ...blobs].map(({ digest, bytes }) => ({
      name: `blobs/${digest.replace(':', '/')}`,
      content: bytes,
    })),
  ]
  await mkdir(join(folder, 'blobs/sha256'), { recursive: true })
  for (const entry of entries) await writeFile(join(folder, entry.name), entry.content)
  await writeFile(`${folder}.tar`, tar(entries))
}

/** `docker save`'s own form: a manifest.json beside the config and the unpacked layers. */
function dockerArchive(name: string, { architecture, config, unpacked }: PlatformImage): Uint8Array {
  const configName = `${config.digest.slice('sha256:'.length)}.json`
  const layers = unpacked.map(({ digest }) => `${digest.slice('sha256:'.length)}/layer.tar`)
  const manifest = [
    { Config: configName, RepoTags: [`entrepot.test/${name}:${architecture}`], Layers: layers },
  ]
  return tar([
    ...unpacked.map(({ bytes }, i) => ({ name: layers[i]!, content: bytes })),
    { name: configName, content: config.bytes },
    { name: 'manifest.json', content: JSON.stringify(manifest) },
  ])
}

/** The manifest, then the blobs that it names. */
export function blobsOf({ manifest, config, layers }: PlatformImage): [Blob, ...Blob[]] {
  return [manifest, config, ...layers]
}

/** Writes `image` below `folder` in every form. */
export async function writeImage(image: Image, folder: string): Promise<ImageFiles> {
  const { amd64, arm64 } = image.platforms
  const layout = join(folder, 'layout')
  const multiLayout = join(folder, 'multi')
  const dockerArchives = { amd64: join(folder, 'amd64.tar'), arm64: join(folder, 'arm64.tar') }
  const [manifest, ...blobs] = blobsOf(amd64)
  await writeLayout(layout, image.name, manifest, blobs)
  await writeLayout(multiLayout, image.name, image.index, [manifest, ...blobs, ...blobsOf(arm64)])
  for (const architecture of PLATFORMS) {
    await writeFile(dockerArchives[architecture], dockerArchive(image.name, image.platforms[architecture]))
  }
  return { layout, multiLayout, archive: `${layout}.tar`, multiArchive: `${multiLayout}.tar`, dockerArchives }
}
