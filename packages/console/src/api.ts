// The management API as the console calls it: the contract's own client, with the session's cookie.
import { ClientError, clientOf } from '@entrepot/contract'
// Called while the console is built: what it answers is in the program, and the schemas are not.
import { callTable } from '@entrepot/contract/call-table' with { type: 'macro' }

export { ClientError }

const tokenHeader = 'x-harbor-csrf-token'
/** Against forged requests: each answer of a session brings it, and each change shows it. */
let token: string | null = null

/** Tells of each answer that somebody who is signed in would not get: the session may be over. */
export const refusals = new EventTarget()

export const api = clientOf(callTable(), { baseUrl: window.location.origin, fetch: send })

async function send(url: string, init: RequestInit): Promise<Response> {
  const shown = token
  const response = await sendOnce(url, init)
  // The one that was shown is of an earlier session, or there was none yet: the refusal brought a fresh one.
  const isChange = init.method !== 'GET' && init.method !== 'HEAD'
  if (response.status !== 403 || !isChange || token === shown) return response
  // Unread, it would hold its connection for as long as nobody tidies up.
  await response.body?.cancel()
  return sendOnce(url, init)
}

async function sendOnce(url: string, init: RequestInit): Promise<Response> {
  const headers = {
    ...(init.headers as Record<string, string>),
    ...(token !== null && { [tokenHeader]: token }),
  }
  const response = await fetch(url, { ...init, headers })
  token = response.headers.get(tokenHeader) ?? token
  if (response.status === 401) refusals.dispatchEvent(new Event('refusal'))
  return response
}

/** Whether to ask again may help: not where the server has said a clear no. */
export function mayRetry(failures: number, error: Error): boolean {
  const isRefusal = error instanceof ClientError && error.status < 500
  return !isRefusal && failures < 2
}
