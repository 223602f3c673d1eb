// A manifest as far as the pages read it.

export interface Descriptor {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
  /** The name of a file, where its pusher gave one. */
  readonly title?: string
}

export interface ManifestDocument {
  readonly config: Descriptor | undefined
  readonly layers: readonly Descriptor[]
  /** Digests of what is an artifact itself: parts of an index, and what it refers to. */
  readonly artifacts: ReadonlySet<string>
}

type Loose = Readonly<Record<string, unknown>>

export function parseManifest(text: string): ManifestDocument {
  const document = objectOf(JSON.parse(text))
  const parts = descriptors(document.manifests)
  const subject = descriptors([document.subject])
  return {
    config: descriptors([document.config])[0],
    layers: descriptors(document.layers),
    artifacts: new Set([...parts, ...subject].map(({ digest }) => digest)),
  }
}

function descriptors(value: unknown): Descriptor[] {
  if (!Array.isArray(value)) return []
  return value
    .map(objectOf)
    .filter(({ digest }) => typeof digest === 'string')
    .map((each) => {
      const title = objectOf(each.annotations)['org.opencontainers.image.title']
      return {
        mediaType: String(each.mediaType ?? ''),
        digest: String(each.digest),
        size: Number(each.size ?? 0),
        ...(typeof title === 'string' && { title }),
      }
    })
}

export function objectOf(value: unknown): Loose {
  return typeof value === 'object' && value !== null ? (value as Loose) : {}
}
