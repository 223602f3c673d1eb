// The listening socket: Bun's HTTP server around the pipeline, over TCP, with TLS where it is configured.
import { OperatorError } from '../operator-error.ts'
import type { CertificatePair } from '../tls/certificate-pair.ts'
import type { Pipeline } from './pipeline.ts'

export interface ListenerOptions {
  readonly host: string
  readonly port: number
  readonly tls: CertificatePair | undefined
  /** Seconds after which a connection is cut on which nothing moves; the runtime takes at most 255. */
  readonly idleSeconds: number
}

/** The address cannot be listened on; the message is a sentence for the operator. */
class AddressUnavailable extends OperatorError {
  override readonly name = 'AddressUnavailable'
}

type Server = Bun.Server<undefined>

const lastResort = () =>
  new Response('{"errors":[{"code":"INTERNAL","message":"internal error"}]}\n', {
    status: 500,
    headers: { 'content-type': 'application/json' },
  })

export class Listener {
  private server: Server
  /** Those with an earlier certificate, until their last request has ended. */
  private readonly leaving = new Set<Server>()

  constructor(
    private readonly pipeline: Pipeline,
    private readonly options: ListenerOptions,
  ) {
    this.server = options.tls ? this.bindTls(options.tls) : this.bind(false)
  }

  get port(): number {
    return this.server.port as number
  }

  /**
   * Serves another certificate from now on: a second listener shares the address, then the first one stops.
   * `server.reload` would not take it (oven-sh/bun). Requests in progress end on the first one, however long they take;
   * a connection whose handshake is under way at this moment is reset, as the runtime takes it for idle. With a pair
   * that cannot be served it throws, and nothing changes.
   */
  replaceCertificate(tls: CertificatePair): void {
    const old = this.server
    this.server = this.bind(true, tls, old.port)
    this.leaving.add(old)
    void old.stop(false).then(() => this.leaving.delete(old))
  }

  /** Stops listening and waits for the requests in progress, at most `graceMs`; then closes what is left. */
  async stop(graceMs: number): Promise<void> {
    const servers = [this.server, ...this.leaving]
    const timer = setTimeout(() => servers.forEach((each) => void each.stop(true)), graceMs)
    await Promise.all(servers.map((each) => each.stop(false)))
    clearTimeout(timer)
  }

  /**
   * A TLS address has to be shareable for `replaceCertificate`, but sharing hides that another program has taken it:
   * two such programs would get each other's requests. So it is first bound alone.
   */
  private bindTls(tls: CertificatePair): Server {
    const probe = this.bind(false, tls)
    const port = probe.port
    void probe.stop(true)
    return this.bind(true, tls, port)
  }

  private bind(reusePort: boolean, tls = this.options.tls, port = this.options.port): Server {
    const { host, idleSeconds } = this.options
    try {
      return Bun.serve({
        hostname: host,
        port,
        reusePort,
        ...(tls && { tls: { cert: tls.certificate, key: tls.key } }),
        idleTimeout: idleSeconds,
        maxRequestBodySize: Number.MAX_SAFE_INTEGER,
        development: false,
        error: lastResort,
        fetch: (request, server) =>
          this.pipeline.answer(request, {
            address: server.requestIP(request)?.address,
            patience: (seconds) => server.timeout(request, seconds),
          }),
      })
    } catch (cause) {
      throw new AddressUnavailable(bindingProblem(cause, host, port as number), { cause })
    }
  }
}

function bindingProblem(cause: unknown, host: string, port: number): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  const where = `http.host ${host}, http.port ${port}`
  if (code === 'EADDRINUSE')
    return `the address is taken by another program (${where}): stop it or choose another port`
  if (code === 'EINVAL') return `http.host ${host} is neither an address nor a name that can be looked up`
  if (code === 'EADDRNOTAVAIL') return `this machine has no such address (${where}): choose one of its own`
  if (code === 'EACCES') return `this user may not listen on it (${where}): ports below 1024 need a privilege`
  return `cannot listen (${where}): ${cause instanceof Error ? cause.message : String(cause)}`
}
