// Which addresses the server may ask: public ones, and the private ones that the operator names.
import ipaddr from 'ipaddr.js'
import { type Network, toNetwork } from '../network.ts'

/** RFC 4291 §2.4: of the rest of IPv6 nothing is assigned, but the deprecated `::127.0.0.1` lies there. */
const globalUnicast = ipaddr.parseCIDR('2000::/3')

export class ReachableAddresses {
  private readonly allowed: readonly Network[]

  /** @param privateNetworks addresses and CIDR ranges that may be asked though they are not public */
  constructor(privateNetworks: readonly string[]) {
    this.allowed = privateNetworks.map(toNetwork)
  }

  /** What is unusual about an address is refused: loopback, private, link-local, and ways to write one within another. */
  includes(address: string): boolean {
    if (!ipaddr.isValid(address)) return false
    const parsed = ipaddr.process(address)
    const assigned = parsed.kind() === 'ipv4' || parsed.match(globalUnicast)
    if (assigned && parsed.range() === 'unicast') return true
    return this.allowed.some(
      ([network, bits]) => parsed.kind() === network.kind() && parsed.match(network, bits),
    )
  }
}
