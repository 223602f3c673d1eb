// Whether something listens, at each address of the name.
import { connect } from 'node:net'
import { type Check, type Finding, fatal, ok, warning } from '../check.ts'
import { portsOf } from '../target.ts'
import type { Visit } from '../visit.ts'

/** For one address, in milliseconds: below a check's own limit, so that those that answered still count. */
const connectPatience = 4_000

interface Attempt {
  readonly address: string
  /** Undefined when it was opened. */
  readonly problem: string | undefined
}

export const portCheck: Check = {
  name: 'port',
  essential: true,
  async run(visit) {
    const ports = portsOf(visit.target, visit.isLoopback)
    const problems: string[] = []
    for (const port of ports) {
      visit.port = port
      const attempts = await Promise.all(
        visit.addresses.map(({ address }) => attempt(address, port, visit.signal)),
      )
      if (attempts.some(({ problem }) => problem === undefined)) return opened(port, attempts)
      problems.push(...attempts.map(({ address, problem }) => `${address} port ${port}: ${problem}`))
    }
    return closed(visit, problems)
  },
}

function opened(port: number, attempts: readonly Attempt[]): Finding {
  const lost = attempts.filter(({ problem }) => problem !== undefined)
  if (lost.length === 0) return ok(`TCP port ${port} is open${attempts.length > 1 ? ' at each address' : ''}`)
  const words = lost.map(({ address, problem }) => `${address}: ${problem}`).join(', ')
  return warning(
    `TCP port ${port} is open, but not at each address (${words})`,
    'Clients may try such an address first and wait: let the registry listen there, or take the address out of DNS',
    'Entrepot listens on IPv4 and IPv6 with http.host: "::"',
  )
}

function closed({ target, port }: Visit, problems: readonly string[]): Finding {
  const refused = problems.some((problem) => problem.includes('ECONNREFUSED'))
  const other =
    target.port === undefined ? [`Another port has to be named: entrepot doctor ${target.name}:5000`] : []
  if (refused) {
    return fatal(
      `connection refused: ${problems.join(', ')}`,
      `Nothing listens there. On the registry's machine: sudo ss -ltnp 'sport = :${port}'`,
      'Entrepot listens on 127.0.0.1 only, unless told otherwise: http.host: 0.0.0.0 (ENTREPOT_HTTP_HOST)',
      ...other,
    )
  }
  return fatal(
    `no connection: ${problems.join(', ')}`,
    'Packets vanish on the way: a firewall, a wrong route, or a machine that is off',
    `On the registry's machine, for example: sudo ufw allow ${port}/tcp, or sudo firewall-cmd --add-port=${port}/tcp`,
    ...other,
  )
}

function attempt(address: string, port: number, signal: AbortSignal): Promise<Attempt> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port })
    const end = (problem?: string) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      socket.destroy()
      resolve({ address, problem })
    }
    const stop = () => end('interrupted')
    const timer = setTimeout(() => end(`no answer in ${connectPatience / 1000} s`), connectPatience)
    signal.addEventListener('abort', stop)
    socket.on('connect', () => end())
    socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message))
  })
}
