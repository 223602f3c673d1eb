// Which registry is meant: a host as it stands in an image's name, or a URL.
import ipaddr from 'ipaddr.js'

export type Scheme = 'https' | 'http'

export interface Target {
  /** A name or an address, an IPv6 one without its brackets. */
  readonly host: string
  /** As written before images: `registry.example.com`, `10.0.0.5:5000`, `[::1]:5000`. */
  readonly name: string
  /** Undefined where it was not said: HTTPS, and on this machine HTTP too, as Docker does. */
  readonly scheme: Scheme | undefined
  readonly port: number | undefined
}

/** Names that Docker turns into another host before it connects. */
const aliases: Readonly<Record<string, string>> = {
  'docker.io': 'registry-1.docker.io',
  'index.docker.io': 'registry-1.docker.io',
}

/** @returns the target, or a sentence that says what is wrong with `text` */
export function parseTarget(text: string): Target | string {
  const scheme = /^(https?):\/\//i.exec(text)?.[1]?.toLowerCase() as Scheme | undefined
  const rest = text.replace(/^https?:\/\//i, '').replace(/\/(v2\/?)?$/, '')
  if (rest.includes('/')) {
    return `"${text}" has a path: give the host alone, and the repository by --repository ${rest.slice(rest.indexOf('/') + 1)}`
  }
  const parts = /^(?:\[([0-9a-f:.]+)\]|([^:[\]@?#\s]+))(?::(\d{1,5}))?$/i.exec(rest)
  if (!parts) return `"${text}" is no host: write it as registry.example.com, 10.0.0.5:5000 or [::1]:5000`
  const port = parts[3] === undefined ? undefined : Number(parts[3])
  if (port !== undefined && (port < 1 || port > 65_535))
    return `"${text}": a port is a number from 1 to 65535`
  const written = (parts[1] ?? parts[2] ?? '').toLowerCase()
  if (parts[1] !== undefined && !ipaddr.IPv6.isValid(written))
    return `"${text}": [${written}] is no IPv6 address`
  return { host: aliases[written] ?? written, name: rest, scheme, port }
}

/** The ports to try, in order. */
export function portsOf({ scheme, port }: Target, isLoopback: boolean): readonly number[] {
  if (port !== undefined) return [port]
  if (scheme === 'http') return [80]
  return scheme === undefined && isLoopback ? [443, 80] : [443]
}

export function isLoopbackAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback'
}

/** Addresses that mean nothing elsewhere on the Internet: loopback, link-local and private ones. */
export function isInsideAddress(address: string): boolean {
  const ranges = ['loopback', 'private', 'uniqueLocal', 'linkLocal', 'carrierGradeNat']
  return ipaddr.isValid(address) && ranges.includes(ipaddr.process(address).range())
}
