// What speaks at the port: TLS or plain HTTP. Each on the other's port is a classic.
import { type Check, type Finding, fatal, ok, warning } from '../check.ts'
import { allowHttp } from '../mends.ts'
import { RawConnection } from '../raw-connection.ts'
import type { Scheme } from '../target.ts'
import type { Visit } from '../visit.ts'

/** How long a probe may wait, in milliseconds: two of them fit into a check. */
const probePatience = 4_000

export const protocolCheck: Check = {
  name: 'protocol',
  essential: true,
  async run(visit) {
    const { scheme } = visit.target
    const tls = await probe(visit, 'https')
    if (tls.spoken) {
      visit.speaks = true
      return scheme === 'http' ? tlsOnHttp(visit) : ok('TLS, as clients expect')
    }
    const plain = await probe(visit, 'http')
    if (!plain.spoken) return neither(visit, plain.words)
    visit.scheme = 'http'
    visit.speaks = true
    return plainHttp(visit)
  },
}

interface Probe {
  readonly spoken: boolean
  /** What came instead. */
  readonly words: string
}

async function probe(visit: Visit, scheme: Scheme): Promise<Probe> {
  const signal = AbortSignal.any([visit.signal, AbortSignal.timeout(probePatience)])
  const place = { ...visit.place, scheme }
  let connection: RawConnection | undefined
  try {
    connection = await RawConnection.open(place, { authorities: [], blind: true }, signal)
    if (scheme === 'https') return { spoken: true, words: '' }
    connection.write(visit.head('GET /v2/', { connection: 'close' }))
    await connection.answer()
    return { spoken: true, words: '' }
  } catch (error) {
    visit.signal.throwIfAborted()
    const got = connection?.received() ?? '""'
    return { spoken: false, words: got === '""' ? silence(error) : `it says ${got}` }
  } finally {
    connection?.close()
  }
}

function silence(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return 'it says nothing'
  return `it says nothing: ${error instanceof Error ? error.message : String(error)}`
}

function plainHttp({ target: { name, scheme }, isLoopback }: Visit): Finding {
  if (isLoopback && scheme !== 'https') {
    return ok(
      'plain HTTP, which Docker and containerd allow on this machine; podman and skopeo need --tls-verify=false',
    )
  }
  if (scheme === 'http') {
    return warning(
      'plain HTTP, as you asked: everybody on the way can read passwords and change images',
      'Clients refuse it until they are told to:',
      ...allowHttp(name),
    )
  }
  return fatal(
    'plain HTTP where clients expect TLS; they say "http: server gave HTTP response to HTTPS client"',
    'Best: serve HTTPS. Entrepot: tls.certificate and tls.key, or --tls-self for a trial; or a proxy with TLS in front',
    'Else allow HTTP in each client, in a network that you trust:',
    ...allowHttp(name),
    `To check the rest over HTTP: entrepot doctor http://${name}`,
  )
}

function tlsOnHttp({ target: { name } }: Visit): Finding {
  return fatal(
    'the port speaks TLS, but http:// was asked for; clients say "Client sent an HTTP request to an HTTPS server"',
    `Leave out http://: entrepot doctor ${name}`,
    `In clients, remove what makes them use HTTP: "insecure-registries" in /etc/docker/daemon.json, insecure = true in registries.conf, --plain-http; in hosts.toml write server = "https://${name}"`,
  )
}

function neither({ port }: Visit, words: string): Finding {
  return fatal(
    `neither TLS nor HTTP speaks at port ${port}: ${words}`,
    `Something else listens there. On the registry's machine: sudo ss -ltnp 'sport = :${port}'`,
    'If it is a balancer or a forwarded port, nothing answers behind it: is the registry running?',
  )
}
