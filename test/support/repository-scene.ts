// A repository with all that its page can show: versions, aliases, platforms, a signature, something without a tag.
import { type Caller, digestOf, imageOf, imageType } from './caller.ts'

const indexType = 'application/vnd.oci.image.index.v1+json'
const configType = 'application/vnd.oci.image.config.v1+json'

export class RepositoryScene {
  constructor(
    private readonly pusher: Caller,
    readonly repository: string,
  ) {}

  /** `2.0` for two platforms and signed, `1.10.0` with many aliases, `1.9.0`, a pulled `nightly`, one that lost its tag. */
  async bring(): Promise<void> {
    await this.image('1.9.0', 'amd64')
    const many = await this.image('1.10.0', 'amd64')
    await this.alias(many, ['1', '1.10', 'stable', ...Array.from({ length: 9 }, (_, n) => `build-${n}`)])
    await this.image('moved', 'amd64')
    await this.image('moved', 'arm64')
    const index = await this.index('2.0', ['amd64', 'arm64', 's390x'])
    await this.alias(index, ['latest'])
    await this.sign(index)
    await this.image('nightly', 'arm64')
    await this.pusher.send('GET', `/v2/${this.repository}/manifests/nightly`, {
      headers: { accept: imageType },
    })
  }

  /** @returns the digest of a manifest whose config names a platform */
  async image(
    tag: string | undefined,
    architecture: string,
    content = `${tag} ${architecture}`,
  ): Promise<string> {
    const layer = await this.pusher.pushBlob(this.repository, content)
    const config = JSON.stringify({ os: 'linux', architecture, created: '2026-01-01T00:00:00Z' })
    await this.pusher.pushBlob(this.repository, config)
    const described = { mediaType: configType, digest: digestOf(config), size: config.length }
    return this.put(tag, imageOf(layer, content.length, { config: described }), imageType)
  }

  async index(tag: string, architectures: readonly string[]): Promise<string> {
    const manifests: object[] = []
    for (const architecture of architectures) {
      const content = `${tag} of ${architecture}`
      const digest = await this.image(undefined, architecture, content)
      manifests.push({ mediaType: imageType, digest, size: 400, platform: { os: 'linux', architecture } })
    }
    return this.put(tag, { schemaVersion: 2, mediaType: indexType, manifests }, indexType)
  }

  async chart(tag: string): Promise<string> {
    await this.pusher.pushBlob(this.repository, '{}')
    const layer = await this.pusher.pushBlob(this.repository, tag)
    const config = {
      mediaType: 'application/vnd.cncf.helm.config.v1+json',
      digest: digestOf('{}'),
      size: 2,
    }
    return this.put(tag, imageOf(layer, tag.length, { config }), imageType)
  }

  private async sign(digest: string): Promise<void> {
    await this.pusher.pushBlob(this.repository, '{}')
    const layer = await this.pusher.pushBlob(this.repository, `signature of ${digest}`)
    const more = {
      artifactType: 'application/vnd.dev.cosign.artifact.sig.v1+json',
      subject: { mediaType: indexType, digest, size: 400 },
    }
    await this.put(undefined, imageOf(layer, 10, more), imageType)
  }

  private async alias(digest: string, tags: readonly string[]): Promise<void> {
    const { text, headers } = await this.pusher.get(`/v2/${this.repository}/manifests/${digest}`)
    for (const tag of tags) {
      await this.send(tag, text, headers.get('content-type') ?? imageType)
    }
  }

  private async put(tag: string | undefined, document: object, type: string): Promise<string> {
    const body = JSON.stringify(document)
    await this.send(tag ?? digestOf(body), body, type)
    return digestOf(body)
  }

  private async send(reference: string, body: string, type: string): Promise<void> {
    const path = `/v2/${this.repository}/manifests/${reference}`
    const answer = await this.pusher.send('PUT', path, { body, headers: { 'content-type': type } })
    if (answer.status !== 201) throw new Error(`${path} was refused: ${answer.status} ${answer.text}`)
  }
}
