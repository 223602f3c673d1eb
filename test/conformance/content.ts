// Random blobs that a seed makes again: a failure can be repeated with the seed that the run printed.
import { createHash } from 'node:crypto'

export type Algorithm = 'sha256' | 'sha512'

export interface Content {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly digest: string
}

export function digestOf(bytes: Uint8Array, algorithm: Algorithm = 'sha256'): string {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`
}

/** Content whose bytes are given. */
export function contentOf(data: string | Uint8Array, algorithm: Algorithm = 'sha256'): Content {
  const bytes = Uint8Array.from(typeof data === 'string' ? new TextEncoder().encode(data) : data)
  return { bytes, digest: digestOf(bytes, algorithm) }
}

export const emptyBlob = (algorithm: Algorithm = 'sha256') => contentOf('', algorithm)
export const emptyJson = (algorithm: Algorithm = 'sha256') => contentOf('{}', algorithm)

/** Bytes and names that depend on the seed alone. */
export class Random {
  private state: number

  constructor(seed: string) {
    this.state = createHash('sha256').update(seed).digest().readUInt32LE()
  }

  /** A whole number from 0 up to, not including, `below`. */
  integer(below: number): number {
    return this.next() % below
  }

  bytes(length: number): Uint8Array<ArrayBuffer> {
    const words = new Uint32Array(Math.ceil(length / 4))
    for (let index = 0; index < words.length; index++) words[index] = this.next()
    return new Uint8Array(words.buffer, 0, length)
  }

  blob(length = 512, algorithm: Algorithm = 'sha256'): Content {
    return contentOf(this.bytes(length), algorithm)
  }

  /** Twelve lower-case letters and digits: fit for a component of a name and for a tag. */
  word(): string {
    return Array.from({ length: 12 }, () => this.integer(36).toString(36)).join('')
  }

  /** A well-formed digest of content that nobody has. */
  digest(algorithm: Algorithm = 'sha256'): string {
    return this.blob(64, algorithm).digest
  }

  /** The generator known as mulberry32: short, and even enough for test data. */
  private next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let word = Math.imul(this.state ^ (this.state >>> 15), this.state | 1)
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61)
    return (word ^ (word >>> 14)) >>> 0
  }
}
