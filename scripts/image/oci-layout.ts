// Reads and writes OCI image layouts: folders with images in them (image-spec, image-layout.md).
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Descriptor,
  type Digest,
  isIndexType,
  mediaTypes,
  type Platform,
} from '../../packages/oci/src/index.ts'

export interface ImageManifest {
  readonly schemaVersion: 2
  readonly mediaType: string
  readonly config: Descriptor
  readonly layers: readonly Descriptor[]
  readonly annotations?: Readonly<Record<string, string>>
}

export interface ImageIndex {
  readonly schemaVersion: 2
  readonly mediaType: string
  readonly manifests: readonly Descriptor[]
  readonly annotations?: Readonly<Record<string, string>>
}

/** The configuration of an image (image-spec, config.md); what is not named here is kept as it is. */
export interface ImageConfig extends Platform {
  readonly created?: string
  readonly config?: Readonly<Record<string, unknown>>
  readonly rootfs: { readonly type: 'layers'; readonly diff_ids: readonly string[] }
  readonly history?: readonly object[]
}

/** One platform's image of a layout. */
export interface LayoutImage {
  readonly digest: Digest
  readonly platform: Platform
  readonly manifest: ImageManifest
  readonly config: ImageConfig
}

const TAG = 'org.opencontainers.image.ref.name'

export function digestOf(bytes: Uint8Array): Digest {
  return `sha256:${new Bun.CryptoHasher('sha256').update(bytes).digest('hex')}` as Digest
}

export class LayoutReader {
  constructor(readonly folder: string) {
    if (!existsSync(join(folder, 'oci-layout'))) throw new Error(`${folder} is not an OCI image layout`)
  }

  /** Every platform's image, those of indexes within included; with `tag` only what has that name. */
  images(tag?: string): LayoutImage[] {
    const index: ImageIndex = JSON.parse(readFileSync(join(this.folder, 'index.json'), 'utf8'))
    const roots = index.manifests.filter(({ annotations }) => !tag || annotations?.[TAG] === tag)
    return roots.flatMap((root) => this.imagesOf(root))
  }

  /** The blob's file, whose content has been compared with its digest. Throws where it is absent or different. */
  verified({ digest }: Descriptor): string {
    const path = blobPath(this.folder, digest)
    const found = digestOf(readFileSync(path))
    if (found !== digest) throw new Error(`${path} does not hold what its name says, but ${found}`)
    return path
  }

  private imagesOf(descriptor: Descriptor): LayoutImage[] {
    if (isIndexType(descriptor.mediaType)) {
      return this.json<ImageIndex>(descriptor).manifests.flatMap((each) => this.imagesOf(each))
    }
    const manifest = this.json<ImageManifest>(descriptor)
    const config = this.json<ImageConfig>(manifest.config)
    const { os, architecture, variant } = { ...config, ...descriptor.platform }
    const platform = { os, architecture, ...(variant && { variant }) }
    return [{ digest: descriptor.digest, platform, manifest, config }]
  }

  private json<T>(descriptor: Descriptor): T {
    return JSON.parse(readFileSync(this.verified(descriptor), 'utf8'))
  }
}

export class LayoutWriter {
  /** Whatever is at `folder` is replaced. */
  constructor(private readonly folder: string) {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(join(folder, 'blobs', 'sha256'), { recursive: true })
  }

  put(mediaType: string, content: Uint8Array | object): Descriptor {
    const bytes = content instanceof Uint8Array ? content : Buffer.from(JSON.stringify(content))
    const digest = digestOf(bytes)
    writeFileSync(blobPath(this.folder, digest), bytes)
    return { mediaType, digest, size: bytes.byteLength }
  }

  copy(descriptor: Descriptor, from: LayoutReader): void {
    const path = blobPath(this.folder, descriptor.digest)
    if (!existsSync(path)) copyFileSync(from.verified(descriptor), path)
  }

  /** Names `root` and ends the layout. */
  finish(root: Descriptor, tag: string): void {
    const index: ImageIndex = {
      schemaVersion: 2,
      mediaType: mediaTypes.ociIndex,
      manifests: [{ ...root, annotations: { [TAG]: tag } }],
    }
    writeFileSync(join(this.folder, 'index.json'), JSON.stringify(index))
    writeFileSync(join(this.folder, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }))
  }
}

function blobPath(folder: string, digest: Digest): string {
  return join(folder, 'blobs', digest.replace(':', '/'))
}
