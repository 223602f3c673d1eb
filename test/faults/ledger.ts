// What a client was promised, repository by repository: the measure for what is there after a fault.

/** What is known of a thing by the answers: `either` while a request for a change got none. */
export type Promised = 'there' | 'gone' | 'either'

export interface PromisedManifest {
  promised: Promised
  /** Digests of its config and layers. */
  readonly blobs: readonly string[]
}

export interface PromisedUpload {
  /** All that is to be sent in the end. */
  readonly bytes: Uint8Array
  readonly digest: string
  /** Bytes that a 202 said to have. */
  offset: number
}

/** One client at a time writes to a repository, so that at most one change of it is in doubt. */
export class Ledger {
  readonly blobs = new Map<string, Promised>()
  readonly manifests = new Map<string, PromisedManifest>()
  /** What each tag may name; undefined stands for no such tag. */
  readonly tags = new Map<string, Set<string | undefined>>()
  /** By location. */
  readonly uploads = new Map<string, PromisedUpload>()

  constructor(readonly repository: string) {}

  /** The digests that are promised, of those that manifests name. */
  layers(): string[] {
    return [...this.manifests.values()]
      .filter(({ promised }) => promised === 'there')
      .flatMap(({ blobs }) => blobs.slice(1))
  }

  /** Tags that surely name something. */
  certainTags(): [tag: string, digest: string][] {
    return [...this.tags].flatMap(([tag, possible]) => {
      const [digest] = possible
      return possible.size === 1 && digest !== undefined ? [[tag, digest] as [string, string]] : []
    })
  }

  /** A manifest's deletion takes its tags along: before the answer they may be gone, after it they are. */
  manifestGoing(digest: string): void {
    const manifest = this.manifests.get(digest)
    if (manifest) manifest.promised = 'either'
    for (const possible of this.tags.values()) if (possible.has(digest)) possible.add(undefined)
  }

  manifestGone(digest: string): void {
    const manifest = this.manifests.get(digest)
    if (manifest) manifest.promised = 'gone'
    for (const possible of this.tags.values()) if (possible.delete(digest)) possible.add(undefined)
  }
}
