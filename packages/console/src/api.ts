// The management API as the console calls it: the contract's own client, with the session's cookie.
import { ClientError, clientOf } from '@entrepot/contract'
// Called while the console is built: what it answers is in the program, and the schemas are not.
import { callTable } from '@entrepot/contract/call-table' with { type: 'macro' }
import { sessionGate } from './app/session-gate.ts'

export { ClientError }

const tokenHeader = 'x-harbor-csrf-token'
/** Against forged requests: each answer of a session brings it, and each change shows it. */
let token: string | null = null

/** Tells of each answer that somebody who is signed in would not get: the session may be over. */
export const refusals = new EventTarget()

export const api = clientOf(callTable(), { baseUrl: window.location.origin, fetch: send })

function send(url: string, init: RequestInit): Promise<Response> {
  const isRead = init.method === 'GET' || init.method === 'HEAD'
  if (!isRead) return change(url, init)
  // Who is signed in decides whether the others go on.
  return url.endsWith('/users/current') ? sendOnce(url, init) : read(url, init)
}

/** To the page an ended session is nothing but a slow answer: it stays as it is, with what was typed into it. */
async function read(url: string, init: RequestInit): Promise<Response> {
  await sessionGate.passed()
  const response = await sendOnce(url, init)
  if (response.status !== 401 || !sessionGate.isOwned) return response
  await response.body?.cancel()
  await sessionGate.passed()
  return sendOnce(url, init)
}

async function change(url: string, init: RequestInit): Promise<Response> {
  const shown = token
  const response = await sendOnce(url, init)
  // The one that was shown is of an earlier session, or there was none yet: the refusal brought a fresh one.
  if (response.status !== 403 || token === shown) return response
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
  if (response.status === 401) {
    sessionGate.close()
    refusals.dispatchEvent(new Event('refusal'))
  }
  return response
}

/** Whether to ask again may help: not where the server has said a clear no. */
export function mayRetry(failures: number, error: Error): boolean {
  const isRefusal = error instanceof ClientError && error.status < 500
  return !isRefusal && failures < 2
}
