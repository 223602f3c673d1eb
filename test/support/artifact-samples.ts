// Artifacts as people push them: images with a history, an index with attestations, signatures, a Helm chart.
import { type Blob, blobOf, ociManifest, type RegistryClient, randomBlob } from './registry-client.ts'
import { tar } from './tar.ts'

const ociIndex = 'application/vnd.oci.image.index.v1+json'
const layerType = 'application/vnd.oci.image.layer.v1.tar+gzip'
const imageConfig = 'application/vnd.oci.image.config.v1+json'

export interface ImageSample {
  readonly layers: readonly Blob[]
  /** Lines of a Dockerfile, as many as layers. */
  readonly steps: readonly string[]
  readonly config?: object
  readonly architecture?: string
}

const textBlob = (text: string) => blobOf(new TextEncoder().encode(text))

/** Pushes through a client of `/v2`, and tells the digests. */
export class ArtifactSamples {
  constructor(private readonly registry: RegistryClient) {}

  /** @param tag absent: by its digest alone */
  async image(repository: string, tag: string | undefined, sample: ImageSample): Promise<Pushed> {
    const { layers, steps, config = {}, architecture = 'amd64' } = sample
    const created = '2026-03-01T12:00:00Z'
    const history = [
      { created, created_by: 'ENV LANG=C.UTF-8', empty_layer: true, comment: 'buildkit.dockerfile.v0' },
      ...steps.map((created_by) => ({ created, created_by })),
    ]
    const document = { architecture, os: 'linux', created, author: 'Ada', config, history }
    return this.push(repository, tag, {
      config: [imageConfig, textBlob(JSON.stringify(document))],
      layers: layers.map((blob) => [layerType, blob] as const),
    })
  }

  async index(repository: string, tag: string, parts: readonly IndexPart[]): Promise<Pushed> {
    const manifests = parts.map(({ of, architecture, about }) => ({
      ...{ mediaType: ociManifest, digest: of.digest, size: of.size },
      platform: about
        ? { os: 'unknown', architecture: 'unknown' }
        : { os: 'linux', architecture, ...(architecture === 'arm64' && { variant: 'v8' }) },
      ...(about && {
        annotations: {
          'vnd.docker.reference.type': 'attestation-manifest',
          'vnd.docker.reference.digest': about.digest,
        },
      }),
    }))
    const annotations = { 'org.opencontainers.image.title': 'A service for several platforms' }
    return this.put(
      repository,
      tag,
      { schemaVersion: 2, mediaType: ociIndex, manifests, annotations },
      ociIndex,
    )
  }

  /** An index of two platforms with an attestation, a signature, and a signed bill of materials of the first. */
  async everyPlatform(repository: string, tag: string): Promise<{ amd: Pushed; index: Pushed }> {
    const shared = layerOf(200_000)
    const part = (architecture: string) =>
      this.image(repository, undefined, {
        ...{ layers: [shared, layerOf(50_000)], steps: ['FROM scratch', 'COPY app /app'], architecture },
      })
    const amd = await part('amd64')
    const arm = await part('arm64')
    const attestation = await this.image(repository, undefined, { layers: [layerOf(900)], steps: ['x'] })
    const index = await this.index(repository, tag, [
      { of: amd, architecture: 'amd64' },
      { of: arm, architecture: 'arm64' },
      { of: attestation, about: amd },
    ])
    await this.referrer(repository, index, 'application/vnd.dev.cosign.artifact.sig.v1+json')
    const bill = await this.referrer(repository, amd, 'application/spdx+json')
    await this.referrer(repository, bill, 'application/vnd.cncf.notary.signature')
    return { amd, index }
  }

  /** A signature, a bill of materials, …: what names a subject. */
  async referrer(repository: string, subject: Pushed, artifactType: string): Promise<Pushed> {
    return this.push(repository, undefined, {
      config: ['application/vnd.oci.empty.v1+json', textBlob('{}')],
      layers: [[artifactType, textBlob(`${artifactType} of ${subject.digest}`)]],
      more: { artifactType, subject: { ...subject } },
    })
  }

  async chart(repository: string, tag: string, readme: string): Promise<Pushed> {
    const dependency = { name: 'postgresql', version: '16.2.0', repository: 'https://charts.example.com' }
    const about = { apiVersion: 'v2', name: 'shop', version: tag, dependencies: [dependency] }
    const archive = tar([
      { name: 'shop/Chart.yaml', content: JSON.stringify(about) },
      { name: 'shop/values.yaml', content: '# How many of it run.\nreplicas: 2\nimage:\n  tag: "1.0"\n' },
      { name: 'shop/README.md', content: readme },
    ])
    const layer = blobOf(Bun.gzipSync(archive as Uint8Array<ArrayBuffer>))
    return this.push(repository, tag, {
      config: ['application/vnd.cncf.helm.config.v1+json', textBlob(JSON.stringify(about))],
      layers: [['application/vnd.cncf.helm.chart.content.v1.tar+gzip', layer]],
    })
  }

  private async push(repository: string, tag: string | undefined, parts: Parts): Promise<Pushed> {
    for (const [, blob] of [parts.config, ...parts.layers]) await this.registry.pushBlob(repository, blob)
    const manifest = {
      ...{ schemaVersion: 2, mediaType: ociManifest },
      config: descriptor(parts.config),
      layers: parts.layers.map(descriptor),
      ...parts.more,
    }
    return this.put(repository, tag, manifest, ociManifest)
  }

  private async put(repository: string, tag: string | undefined, manifest: object, mediaType: string) {
    const { digest, bytes } = textBlob(JSON.stringify(manifest))
    const answer = await this.registry.pushManifest(repository, tag ?? digest, manifest, mediaType)
    if (answer.status !== 201) throw new Error(`push manifest: ${answer.status} ${await answer.text()}`)
    return { mediaType, digest, size: bytes.byteLength }
  }
}

/** As descriptors name it. */
export interface Pushed {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
}

export interface IndexPart {
  readonly of: Pushed
  readonly architecture?: string
  /** What it attests. */
  readonly about?: Pushed
}

type Typed = readonly [mediaType: string, blob: Blob]

interface Parts {
  readonly config: Typed
  readonly layers: readonly Typed[]
  readonly more?: object
}

function descriptor([mediaType, { digest, bytes }]: Typed) {
  return { mediaType, digest, size: bytes.byteLength }
}

export function layerOf(size: number): Blob {
  return randomBlob(size)
}
