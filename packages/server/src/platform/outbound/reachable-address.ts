// Which addresses the server may ask: public ones, and the private ones that the operator names.
import ipaddr from 'ipaddr.js'
import { type Network, toNetwork } from '../network.ts'

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
    if (parsed.range() === 'unicast') return true
    return this.allowed.some(
      ([network, bits]) => parsed.kind() === network.kind() && parsed.match(network, bits),
    )
  }
}
