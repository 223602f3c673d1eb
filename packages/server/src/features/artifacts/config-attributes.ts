// What configs say of their artifacts, read from the store and remembered by digest, under which nothing ever changes.
import { isNestedTooDeeply, isObject } from '@entrepot/oci'
import { LRUCache } from 'lru-cache'
import { endsWithin } from '../../platform/ends-within.ts'
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
  /** Bytes of the config. */
  readonly size: number
}

export interface ReadConfigs {
  /** By the keys that were asked for; what is no JSON object, or lost, is left out. */
  readonly attributes: ReadonlyMap<number, Attributes>
  /** Keys of those that could not be read now: at another time they may be. */
  readonly unread: readonly number[]
  /** Why, of one of them. */
  readonly fault: unknown
}

/** What lists show of an image's config. */
const imageFields = ['architecture', 'author', 'config', 'created', 'os', 'os.version', 'variant']

export class ConfigAttributes {
  private readonly remembered = new LRUCache<string, Remembered>({
    maxSize: rememberedBytes,
    sizeCalculation: ({ size }) => size + 200,
  })

  constructor(private readonly content: Content) {}

  /**
   * Of each config its attributes, by its key in `configs`; those that are too much with the ones before them are left
   * out.
   * @param together bytes
   * @param within milliseconds, after which the rest counts as unread; without it as long as it takes
   */
  async read(configs: ReadonlyMap<number, Config>, together: number, within?: number): Promise<ReadConfigs> {
    const attributes = new Map<number, Attributes>()
    const readable = [...configs].filter(([, config]) => isReadable(config))
    const waiting = fitting(together, readable, ([, { blob }]) => blob.size)
    const unread = new Set(waiting.map(([key]) => key))
    let fault: unknown
    const worker = async () => {
      for (let next = waiting.pop(); next; next = waiting.pop()) {
        const [key, { blob, mediaType }] = next
        try {
          const found = await this.one(blob, mediaType)
          if (found) attributes.set(key, found)
          unread.delete(key)
        } catch (error) {
          fault = error
        }
      }
    }
    const work = Promise.all(Array.from({ length: atOnce }, worker))
    if (within === undefined) await work
    else if (!(await endsWithin(work, within))) {
      waiting.length = 0
      fault ??= new Error(`the storage has not answered within ${within} ms`)
    }
    // Copies: what is still being read may come later.
    return { attributes: new Map(attributes), unread: [...unread], fault }
  }

  private async one(blob: BlobRecord, mediaType: string): Promise<Attributes | undefined> {
    const key = `${mediaType} ${blob.digest}`
    const known = this.remembered.get(key)
    if (known) return known.attributes
    const bytes = await this.content.peek(blob)
    const document = bytes && parse(bytes)
    if (!document) return undefined
    const attributes = isImage(mediaType) ? pick(document) : document
    this.remembered.set(key, { attributes, size: blob.size })
    return attributes
  }
}

/** Undefined for what is no JSON object, and for what nests so deeply that it could not be written into an answer. */
function parse(bytes: Uint8Array): Attributes | undefined {
  if (isNestedTooDeeply(bytes)) return undefined
  try {
    const document: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return isObject(document) ? document : undefined
  } catch {
    return undefined
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
