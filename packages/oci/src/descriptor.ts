// Descriptors: typed, sized pointers to content (image-spec, descriptor.md).
import { type Digest, parseDigest } from './digest.ts'
import { isMediaType } from './media-types.ts'

export interface Platform {
  readonly architecture?: string
  readonly os?: string
  readonly variant?: string
  readonly 'os.version'?: string
}

export interface Descriptor {
  readonly mediaType: string
  readonly digest: Digest
  readonly size: number
  readonly artifactType?: string
  readonly annotations?: Readonly<Record<string, string>>
  readonly platform?: Platform
  readonly urls?: readonly string[]
}

/** The descriptor in `value`, or a sentence fragment that says what is wrong with it (`layers[2]: digest …`). */
export function parseDescriptor(value: unknown, where: string): Descriptor | string {
  if (!isObject(value)) return `${where} is not a descriptor object`
  const digest = typeof value.digest === 'string' ? parseDigest(value.digest) : undefined
  if (digest === undefined) return `${where}.digest is not a supported digest`
  if (typeof value.mediaType !== 'string') return `${where}.mediaType is missing`
  if (value.mediaType !== '' && !isMediaType(value.mediaType)) return `${where}.mediaType is not a media type`
  if (!Number.isSafeInteger(value.size) || (value.size as number) < 0) {
    return `${where}.size is not a whole number of bytes`
  }
  if (value.annotations !== undefined && !isStringRecord(value.annotations)) {
    return `${where}.annotations is not an object of strings`
  }
  return value as unknown as Descriptor
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isStringRecord(value: unknown): value is Record<string, string> {
  return isObject(value) && Object.values(value).every((each) => typeof each === 'string')
}
