// Digests: `<algorithm>:<hex>`, the name of content by its hash (image-spec, descriptor.md §Digests).

declare const digestBrand: unique symbol
/** A registered digest in its one canonical form, e.g. `sha256:` and 64 lower-case hex digits. */
export type Digest = string & { readonly [digestBrand]: true }

/** The registered algorithms, with the length of each one's hex. */
export const digestAlgorithms = { sha256: 64, sha512: 128 } as const
export type DigestAlgorithm = keyof typeof digestAlgorithms

const digestPattern = /^(?:sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128})$/

/** The digest that `text` spells, or undefined when it is malformed or of an algorithm that is not supported. */
export function parseDigest(text: string): Digest | undefined {
  return digestPattern.test(text) ? (text as Digest) : undefined
}

export function isDigestAlgorithm(text: string): text is DigestAlgorithm {
  return Object.hasOwn(digestAlgorithms, text)
}

export function digestAlgorithm(digest: Digest): DigestAlgorithm {
  return digest.slice(0, digest.indexOf(':')) as DigestAlgorithm
}

export function digestHex(digest: Digest): string {
  return digest.slice(digest.indexOf(':') + 1)
}
