// How parts of the server ask other servers, as drivers see it: like fetch, and guarded.

export interface OutboundInit {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>> | Headers
  readonly body?: string | URLSearchParams | Uint8Array | null
  /** `manual` hands a redirect back; else up to five are followed, for GET and HEAD, each checked as the first. */
  readonly redirect?: 'follow' | 'manual'
  readonly signal?: AbortSignal
}

/** @throws OutboundError in words for an administrator; the answer's body has arrived whole when it resolves */
export type OutboundFetch = (url: string, init?: OutboundInit) => Promise<Response>

/** An address that may not be asked, a server that cannot be reached, or an answer beyond the limits. */
export class OutboundError extends Error {
  override readonly name = 'OutboundError'
}
