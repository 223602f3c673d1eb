// Sends one request and keeps all of its answer: nothing is followed, decompressed or tried again behind our back.

/** What the server's certificate is held to. */
export interface Trust {
  /** PEM texts of the authorities. */
  readonly authorities: readonly string[]
  /** Any certificate will do. */
  readonly blind: boolean
}

export interface Request {
  readonly method: string
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array<ArrayBuffer> | string
}

export interface Answer {
  readonly method: string
  readonly url: string
  readonly status: number
  readonly headers: Headers
  /** Decompressed, whatever Content-Encoding says. */
  readonly body: Uint8Array
  /** When it was sent and when its first byte came, in milliseconds since 1970. */
  readonly sentAt: number
  readonly answeredAt: number
}

/** @throws the runtime's error when there is no answer */
export async function sendRequest(request: Request, trust: Trust, signal: AbortSignal): Promise<Answer> {
  const { method, url, headers, body } = request
  const sentAt = Date.now()
  const response = await fetch(url, {
    method,
    // Go's clients ask for gzip in every request: what that brings about has to show here, too.
    headers: { 'accept-encoding': 'gzip', 'user-agent': 'entrepot-doctor', ...headers },
    ...(body !== undefined && { body }),
    redirect: 'manual',
    decompress: false,
    signal,
    tls: { ca: [...trust.authorities], rejectUnauthorized: !trust.blind },
  })
  const answeredAt = Date.now()
  const raw = new Uint8Array(await response.arrayBuffer())
  const zipped = /gzip/i.test(response.headers.get('content-encoding') ?? '') && raw.byteLength > 0
  const { status } = response
  const content = zipped ? Bun.gunzipSync(raw) : raw
  return { method, url, status, headers: response.headers, body: content, sentAt, answeredAt }
}

function textOf({ body }: Answer): string {
  return new TextDecoder().decode(body)
}

/** The body as JSON; undefined where it is none, such as a proxy's page. */
export function jsonOf(answer: Answer): unknown {
  try {
    return JSON.parse(textOf(answer))
  } catch {
    return undefined
  }
}

/** The status with what the registry, or whoever answered, says about it: `403 denied: …`. */
export function wordsOf(answer: Answer): string {
  const json = jsonOf(answer)
  const errors = json !== null && typeof json === 'object' && 'errors' in json ? json.errors : undefined
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined
  if (first !== null && typeof first === 'object') {
    const { code = '', message = '' } = first as { code?: unknown; message?: unknown }
    return `${answer.status} ${[code, message].filter(Boolean).join(': ')}`.trim()
  }
  const title = /<title>\s*([^<]*?)\s*<\/title>/i.exec(textOf(answer))?.[1]
  const server = answer.headers.get('server')
  return `${title ?? answer.status}${server ? ` (Server: ${server})` : ''}`
}
