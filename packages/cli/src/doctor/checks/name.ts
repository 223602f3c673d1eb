// Which addresses the registry's name has.
import { lookup } from 'node:dns/promises'
import ipaddr from 'ipaddr.js'
import { type Check, fatal, ok } from '../check.ts'

export const nameCheck: Check = {
  name: 'name',
  essential: true,
  async run(visit) {
    const { host } = visit.target
    if (ipaddr.isValid(host)) {
      visit.addresses = [{ address: host, family: host.includes(':') ? 6 : 4 }]
      return ok(`${host} is an address, no name to resolve`)
    }
    try {
      visit.addresses = await lookup(host, { all: true })
    } catch (error) {
      return unresolved(host, error)
    }
    const shown = visit.addresses.map(({ address, family }) => `${address}${family === 6 ? ' (IPv6)' : ''}`)
    return ok(`${host} is ${shown.join(', ')}`)
  },
}

function unresolved(host: string, error: unknown) {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
  const temporary = /AGAIN|TIMEOUT|SERVFAIL|REFUSED/.test(code)
  return fatal(
    temporary ? `the name server does not answer for ${host} (${code})` : `${host} has no address (${code})`,
    `Is it spelt right? Ask by hand: getent ahosts ${host}`,
    temporary
      ? 'The name servers of this machine are in /etc/resolv.conf: are they reachable?'
      : `Inside a company it may be known to the name server of its network only: connect to it, or add "ADDRESS ${host}" to /etc/hosts`,
  )
}
