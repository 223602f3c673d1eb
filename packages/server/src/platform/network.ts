// Addresses and CIDR ranges as the configuration has them.
import ipaddr from 'ipaddr.js'

/** An address, and how many of its bits count. */
export type Network = [ipaddr.IPv4 | ipaddr.IPv6, number]

/** @param text `10.20.0.0/16`, or one address */
export function toNetwork(text: string): Network {
  if (text.includes('/')) return ipaddr.parseCIDR(text)
  const address = ipaddr.parse(text)
  return [address, address.kind() === 'ipv4' ? 32 : 128]
}
