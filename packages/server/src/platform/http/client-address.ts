// Who is at the other end, and which address clients use for us: the peer's word, or a trusted proxy's.
import ipaddr from 'ipaddr.js'
import { LRUCache } from 'lru-cache'
import { type Network, toNetwork } from '../network.ts'

export interface Peer {
  /** The client's address. */
  readonly address: string
  /** Scheme and host as clients see them, without a slash at the end. */
  readonly base: string
}

export interface AddressOptions {
  readonly trustedProxies: readonly string[]
  readonly externalUrl: string | undefined
  /** Whether this listener speaks TLS itself. */
  readonly tls: boolean
  /** For a request without a usable Host: `127.0.0.1:5000`. */
  readonly fallbackHost: string
}

interface KnownAddress {
  readonly valid: boolean
  /** One spelling for each, as limits count by it: `::ffff:192.0.2.1` is the IPv4 address 192.0.2.1. */
  readonly address: string
  readonly trusted: boolean
}

/** Clients, and hops that a header names: anybody can make up new ones. */
const rememberedMost = 10_000
/** An IPv4 address within an IPv6 one, written out. */
const longestAddress = 45

const hostPattern = /^(?:[a-zA-Z0-9._-]{1,253}|\[[0-9a-fA-F:.]{2,45}\])(?::\d{1,5})?$/

export class ClientAddress {
  private readonly trusted: Network[]
  /** Addresses that were looked at: parsing one costs more than all else here. */
  private readonly known = new LRUCache<string, KnownAddress>({ max: rememberedMost })

  constructor(private readonly options: AddressOptions) {
    this.trusted = options.trustedProxies.map(toNetwork)
  }

  /** @param socketAddress the TCP peer; a Unix socket's peer is this machine itself */
  peerOf(headers: Headers, socketAddress: string | undefined): Peer {
    const { address: direct, trusted: proxied } = this.look(socketAddress ?? '127.0.0.1')
    return {
      address: proxied ? this.forwardedAddress(headers, direct) : direct,
      base: this.options.externalUrl ?? this.baseOf(headers, proxied),
    }
  }

  /** From the right, the first address that is not a trusted proxy's own: what lies left of it anyone may have written. */
  private forwardedAddress(headers: Headers, direct: string): string {
    const forwarded = headers.get('x-forwarded-for')
    if (forwarded === null) return direct
    const hops = forwarded.split(',').map((hop) => withoutPort(hop.trim()))
    for (const hop of hops.reverse()) {
      const { valid, trusted, address } = this.look(hop)
      if (!valid) break
      if (!trusted) return address
    }
    return direct
  }

  private baseOf(headers: Headers, proxied: boolean): string {
    const forwardedScheme = proxied ? lastOf(headers.get('x-forwarded-proto')) : undefined
    const forwardedHost = proxied ? lastOf(headers.get('x-forwarded-host')) : undefined
    const scheme =
      forwardedScheme === 'https' || forwardedScheme === 'http' ? forwardedScheme : this.ownScheme()
    const host = [forwardedHost, headers.get('host')].find((each) => each && hostPattern.test(each))
    return `${scheme}://${host ?? this.options.fallbackHost}`
  }

  private ownScheme(): string {
    return this.options.tls ? 'https' : 'http'
  }

  private look(text: string): KnownAddress {
    if (text.length > longestAddress) return this.parse(text)
    let known = this.known.get(text)
    if (!known) {
      known = this.parse(text)
      this.known.set(text, known)
    }
    return known
  }

  private parse(text: string): KnownAddress {
    if (!ipaddr.isValid(text)) return { valid: false, address: text, trusted: false }
    const parsed = ipaddr.process(text)
    const trusted = this.trusted.some(
      ([network, bits]) => parsed.kind() === network.kind() && parsed.match(network, bits),
    )
    return { valid: true, address: parsed.toString(), trusted }
  }
}

function withoutPort(hop: string): string {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(hop)
  if (bracketed) return bracketed[1] as string
  return /^\d+\.\d+\.\d+\.\d+:\d+$/.test(hop) ? hop.slice(0, hop.indexOf(':')) : hop
}

function lastOf(header: string | null): string | undefined {
  return header?.split(',').at(-1)?.trim()
}
