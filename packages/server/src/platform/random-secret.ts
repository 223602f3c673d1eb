// Secrets that the server makes: random, shown once, and kept only as their hash.
import { createHash, randomBytes } from 'node:crypto'

/** 256 bits, in letters, digits, `-` and `_`. */
export function randomSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** What is kept of a random secret. Plain SHA-256 is enough: nobody guesses what has so many bits. */
export function hashOfSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
