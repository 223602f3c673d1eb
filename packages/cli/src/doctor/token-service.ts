// Asks for a token, as clients do (distribution's token authentication specification).
import { type Answer, jsonOf } from './http-client.ts'
import type { Credentials, Visit } from './visit.ts'

/** @param actions on the repository, such as `pull,push`; without one the token is for no repository at all */
export function askToken(visit: Visit, actions: string): Promise<Answer> {
  const { credentials, repository } = visit.options
  const url = new URL(visit.challenge?.realm ?? '')
  if (visit.challenge?.service !== undefined) url.searchParams.set('service', visit.challenge.service)
  if (repository !== undefined) url.searchParams.set('scope', `repository:${repository}:${actions}`)
  if (credentials) url.searchParams.set('account', credentials.user)
  return visit.send('GET', url.href, credentials ? { headers: { authorization: basicOf(credentials) } } : {})
}

/** The token of an answer; undefined when it has none. */
export function tokenIn(answer: Answer): string | undefined {
  const json = answer.status === 200 ? jsonOf(answer) : undefined
  if (json === null || typeof json !== 'object') return undefined
  const { token, access_token: access } = json as { token?: unknown; access_token?: unknown }
  const found = token ?? access
  return typeof found === 'string' && found !== '' ? found : undefined
}

export function basicOf({ user, password }: Credentials): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}
