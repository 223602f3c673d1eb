// What access tokens look like: a prefix that scanners for leaked secrets know, randomness, and a checksum.
import { randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** Says at a glance what a found token is: `entp_` a personal one, `entt_` a temporary one, `entx_` an exchanged one. */
const prefixes = { personal: 'entp', temporary: 'entt', exchanged: 'entx' } as const

export type TokenKind = keyof typeof prefixes

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** 62^32: 190 bits, so a plain hash keeps it as well as a slow one would. */
const randomLength = 32
/** 62^6 is more than 2^32. */
const checksumLength = 6
const shape = new RegExp(
  `^(?:${Object.values(prefixes).join('|')})_[0-9A-Za-z]{${randomLength + checksumLength}}$`,
)

/** A new token: `<prefix>_<32 random characters><6 of a CRC-32 of all before>`. */
export function makeToken(kind: TokenKind): string {
  const body = `${prefixes[kind]}_${randomText(randomLength)}`
  return body + checksum(body)
}

/** Whether `text` is one, by its shape and checksum: no database is asked about what is mistyped, or a password. */
export function isToken(text: string): boolean {
  return shape.test(text) && checksum(text.slice(0, -checksumLength)) === text.slice(-checksumLength)
}

/** What a list shows of a token, so that its owner knows which it is: too little to be of use to anybody else. */
export function hintOf(token: string): string {
  return `${token.slice(0, 'entp_'.length)}…${token.slice(-4)}`
}

/** Bytes beyond the last multiple of 62 are thrown away: each character is as likely as any other. */
function randomText(length: number): string {
  const usable = 256 - (256 % alphabet.length)
  let text = ''
  while (text.length < length) {
    for (const byte of randomBytes(2 * length)) {
      if (byte < usable && text.length < length) text += alphabet[byte % alphabet.length]
    }
  }
  return text
}

function checksum(text: string): string {
  let rest = crc32(text)
  let digits = ''
  for (let n = 0; n < checksumLength; n += 1) {
    digits = alphabet[rest % alphabet.length] + digits
    rest = Math.floor(rest / alphabet.length)
  }
  return digits
}
