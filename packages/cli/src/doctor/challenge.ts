// Reads a WWW-Authenticate header (RFC 9110 §11.6.1), as far as registries use it.

export interface Challenge {
  readonly scheme: 'bearer' | 'basic'
  readonly realm: string
  readonly service: string | undefined
}

/** The first challenge that registries' clients can meet; undefined when there is none. */
export function parseChallenge(header: string | null): Challenge | undefined {
  const scheme = /(?:^|,)\s*(bearer|basic)\s+\S/i.exec(header ?? '')?.[1]?.toLowerCase()
  if (header === null || (scheme !== 'bearer' && scheme !== 'basic')) return undefined
  const value = (name: string) => new RegExp(`[\\s,]${name}="?([^",]*)`, 'i').exec(header)?.[1]
  return { scheme, realm: value('realm') ?? '', service: value('service') }
}
