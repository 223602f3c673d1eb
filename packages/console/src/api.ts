// The management API as the console calls it: the contract's own client, with the session's cookie.
import { ClientError, createClient } from '@entrepot/contract'

export const api = createClient({ baseUrl: window.location.origin })

export { ClientError }

/** Whether to ask again may help: not where the server has said a clear no. */
export function mayRetry(failures: number, error: Error): boolean {
  const isRefusal = error instanceof ClientError && error.status < 500
  return !isRefusal && failures < 2
}
