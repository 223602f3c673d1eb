// Asks other servers by addresses that people have configured, without becoming their hand in the server's own network.
//
// A name is looked up once, every address of it is checked, and the connection goes to what was checked: a name that
// answers differently a moment later gains nothing. Redirects are checked again; time and size are bounded.
import { lookup } from 'node:dns'
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP } from 'node:net'
import { second } from '../clock.ts'
import { OutboundError, type OutboundFetch, type OutboundInit } from './outbound-port.ts'
import { ReachableAddresses } from './reachable-address.ts'

const longestWait = 10 * second
/** Of an answer, in bytes: what is asked for are documents. */
const longestAnswer = 1024 * 1024
const mostRedirects = 5
const redirecting = new Set([301, 302, 303, 307, 308])
/** Answers that have no body, which `Response` refuses to be given one. */
const bodiless = new Set([101, 204, 205, 304])

export interface OutboundOptions {
  /** False where a certificate need not be proved by an authority: the administrator's choice. */
  readonly verifyCertificate?: boolean
}

export class Outbound {
  private readonly reachable: ReachableAddresses

  /** @param privateNetworks of `outbound.privateNetworks` */
  constructor(
    privateNetworks: readonly string[],
    private readonly timeout = longestWait,
  ) {
    this.reachable = new ReachableAddresses(privateNetworks)
  }

  fetcher({ verifyCertificate = true }: OutboundOptions = {}): OutboundFetch {
    return async (address, init = {}) => {
      const signal = AbortSignal.any([
        AbortSignal.timeout(this.timeout),
        ...(init.signal ? [init.signal] : []),
      ])
      let url = parse(address)
      let headers = new Headers(init.headers as HeadersInit | undefined)
      for (let redirects = 0; ; redirects++) {
        const response = await this.ask(url, { ...init, headers }, signal, verifyCertificate)
        const next = init.redirect === 'manual' ? undefined : redirectOf(response, url, init)
        if (!next) return response
        if (redirects >= mostRedirects) throw new OutboundError(`${url.host} redirects too often`)
        // Credentials are meant for the one that was asked.
        if (next.origin !== url.origin) headers = new Headers({ accept: headers.get('accept') ?? '*/*' })
        url = next
      }
    }
  }

  private ask(url: URL, init: AskInit, signal: AbortSignal, verify: boolean): Promise<Response> {
    const host = url.hostname.replace(/^\[|\]$/g, '')
    // A host that is an address is not looked up.
    if (isIP(host) && !this.reachable.includes(host)) throw refused(host, host)
    const { promise, resolve, reject } = Promise.withResolvers<Response>()
    const fail = (cause: unknown) => reject(inWords(cause, url, signal))
    const send = url.protocol === 'https:' ? requestHttps : requestHttp
    const body = bodyOf(init.body)
    const request = send(
      url,
      {
        method: init.method ?? 'GET',
        headers: headersOf(init, body),
        lookup: this.lookup,
        rejectUnauthorized: verify,
        signal,
        agent: false,
      },
      (message) => {
        const chunks: Buffer[] = []
        let length = 0
        message.on('error', fail)
        message.on('data', (chunk: Buffer) => {
          length += chunk.byteLength
          if (length <= longestAnswer) chunks.push(chunk)
          else {
            fail(new OutboundError(`the answer of ${url.host} is larger than ${longestAnswer} bytes`))
            request.destroy()
          }
        })
        message.on('end', () => {
          const status = message.statusCode ?? 502
          const headers = new Headers()
          for (let i = 0; i < message.rawHeaders.length; i += 2) {
            headers.append(message.rawHeaders[i] as string, message.rawHeaders[i + 1] as string)
          }
          try {
            resolve(new Response(bodiless.has(status) ? null : Buffer.concat(chunks), { status, headers }))
          } catch (cause) {
            fail(cause)
          }
        })
      },
    )
    request.on('error', fail)
    request.end(body)
    return promise
  }

  /** In place of the runtime's own: what it answers has been checked, and is what is connected to. */
  private readonly lookup = (
    host: string,
    options: { readonly all?: boolean },
    answer: (error: Error | null, address: string | Found[], family?: number) => void,
  ): void => {
    lookup(host, { all: true }, (error, found) => {
      if (error) return answer(error, [])
      const bad = found.find(({ address }) => !this.reachable.includes(address))
      if (bad) return answer(refused(host, bad.address), [])
      const [first] = found as [Found, ...Found[]]
      if (options.all) answer(null, found)
      else answer(null, first.address, first.family)
    })
  }
}

type AskInit = OutboundInit & { readonly headers: Headers }

interface Found {
  readonly address: string
  readonly family: number
}

function parse(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url
  throw new OutboundError(`${JSON.stringify(address.slice(0, 100))} is not an http or https address`)
}

/** Where an answer leads on, when it may be followed: not from https into the clear. */
function redirectOf(response: Response, from: URL, { method = 'GET' }: OutboundInit): URL | undefined {
  const location = response.headers.get('location')
  if (!redirecting.has(response.status) || location === null) return undefined
  if (method !== 'GET' && method !== 'HEAD') return undefined
  const next = URL.canParse(location, from.href) ? parse(new URL(location, from).href) : undefined
  if (!next) throw new OutboundError(`${from.host} redirects to what is no address`)
  if (from.protocol === 'https:' && next.protocol !== 'https:') {
    throw new OutboundError(`${from.host} redirects from https to http`)
  }
  return next
}

function bodyOf(body: OutboundInit['body']): Buffer | undefined {
  if (body === undefined || body === null) return undefined
  return Buffer.from(body instanceof URLSearchParams ? body.toString() : (body as string))
}

function headersOf(init: AskInit, body: Buffer | undefined): Record<string, string> {
  const length = body && { 'content-length': String(body.byteLength) }
  const form = init.body instanceof URLSearchParams && {
    'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
  }
  return {
    'user-agent': 'entrepot',
    'accept-encoding': 'identity',
    ...form,
    ...Object.fromEntries(init.headers),
    ...length,
  }
}

function refused(host: string, address: string): OutboundError {
  const which = host === address ? address : `${host} (${address})`
  return new OutboundError(
    `${which} is not a public address; the operator may allow it with the setting outbound.privateNetworks`,
  )
}

function inWords(cause: unknown, url: URL, signal: AbortSignal): OutboundError {
  if (cause instanceof OutboundError) return cause
  if (signal.aborted) return new OutboundError(`${url.host} did not answer in time`, { cause })
  const { code, message } = cause as { code?: string; message?: string }
  return new OutboundError(`${url.host} cannot be asked: ${code ?? message ?? 'unknown reason'}`, { cause })
}
