// Whether a proxy of the environment stands between clients and the registry.
import type { Check } from '../check.ts'
import { warning } from '../check.ts'

export const environmentCheck: Check = {
  name: 'environment',
  async run({ target: { host, scheme } }) {
    const names = scheme === 'http' ? ['HTTP_PROXY', 'http_proxy'] : ['HTTPS_PROXY', 'https_proxy']
    const name = names.find((each) => process.env[each])
    const exempt = isExempt(host, process.env.NO_PROXY ?? process.env.no_proxy ?? '')
    // The checks go straight: what is asked here is the registry, and the answers of both together say nothing.
    process.env.NO_PROXY = '*'
    process.env.no_proxy = '*'
    if (name === undefined || exempt || host === 'localhost') return undefined
    return warning(
      `${name} is set: clients started with it ask that proxy for ${host}; these checks go straight to it`,
      `If the registry is inside your network: export NO_PROXY="$NO_PROXY,${host}"`,
      'The Docker engine has an environment of its own: sudo systemctl edit docker, Environment=NO_PROXY=…, then restart it',
    )
  },
}

/** As Go reads it, without ranges of addresses: names with all below them, `*` for everything. */
function isExempt(host: string, noProxy: string): boolean {
  const entries = noProxy.split(',').map((each) =>
    each
      .trim()
      .toLowerCase()
      .replace(/^\*?\./, ''),
  )
  return entries.some(
    (entry) => entry === '*' || entry === host || (entry !== '' && host.endsWith(`.${entry}`)),
  )
}
