// What configs say of their artifacts, read from the store and remembered by digest, under which nothing ever changes.
import { isObject } from '@entrepot/oci'
import { LRUCache } from 'lru-cache'
import type { BlobRecord, Content } from '../content/index.ts'
import { imageConfigs, isDerivable } from '../distribution/index.ts'
import { fitting } from './fitting.ts'

/** Larger configs are not read: nothing that people write is as long. */
export const largestConfig = 256 * 1024
const rememberedBytes = 8 * 1024 * 1024
/** Files that are read at a time for one page. */
const atOnce = 8

export type Attributes = Readonly<Record<string, unknown>>

export interface Config {
  readonly blob: BlobRecord
  readonly mediaType: string
}

interface Remembered {
  readonly attributes: Attributes
}

/** What lists show of an image's config. */
const imageFields = ['architecture', 'author', 'config', 'created', 'os', 'os.version', 'variant']

export class ConfigAttributes {
  private readonly remembered = new LRUCache<string, Remembered>({
    maxSize: rememberedBytes,
    sizeCalculation: ({ attributes }) => JSON.stringify(attributes).length + 200,
  })

  constructor(private readonly content: Content) {}

  /**
   * Of each config its attributes, by its key in `configs`; those that cannot be read are left out, and those that
   * are too much with the ones before them.
   */
  async read(configs: ReadonlyMap<number, Config>, together: number): Promise<Map<number, Attributes>> {
    const found = new Map<number, Attributes>()
    const readable = [...configs].filter(([, config]) => isReadable(config))
    const waiting = fitting(together, readable, ([, { blob }]) => blob.size)
    const worker = async () => {
      for (let next = waiting.pop(); next; next = waiting.pop()) {
        const [key, { blob, mediaType }] = next
        const attributes = await this.one(blob, mediaType)
        if (attributes) found.set(key, attributes)
      }
    }
    await Promise.all(Array.from({ length: atOnce }, worker))
    return found
  }

  private async one(blob: BlobRecord, mediaType: string): Promise<Attributes | undefined> {
    const key = `${mediaType} ${blob.digest}`
    const known = this.remembered.get(key)
    if (known) return known.attributes
    const document = await this.parse(blob)
    if (!document) return undefined
    const attributes = isImage(mediaType) ? pick(document) : document
    this.remembered.set(key, { attributes })
    return attributes
  }

  /** A config that is no JSON, or whose file is gone, must not keep a list from being shown. */
  private async parse(blob: BlobRecord): Promise<Attributes | undefined> {
    try {
      const document: unknown = await new Response(await this.content.open(blob)).json()
      return isObject(document) ? document : undefined
    } catch {
      return undefined
    }
  }
}

function isReadable({ blob, mediaType }: Config): boolean {
  return (isImage(mediaType) || isDerivable(mediaType)) && blob.size <= largestConfig
}

function isImage(mediaType: string): boolean {
  return imageConfigs.some((each) => each === mediaType)
}

/** Where images name who made them, when their config does not. */
const authorLabels = ['org.opencontainers.image.authors', 'maintainer']

function pick(document: Attributes): Attributes {
  const labels = isObject(document.config) && isObject(document.config.Labels) ? document.config.Labels : {}
  const author = [document.author, ...authorLabels.map((label) => labels[label])].find((each) => each)
  const entries = imageFields.map((field) => [field, field === 'author' ? author : document[field]] as const)
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== null))
}
