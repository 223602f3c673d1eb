// The token, or the password where the registry uses Basic: whom it lets in.
import { type Check, type Finding, failed, ok, skipped } from '../check.ts'
import { type Answer, wordsOf } from '../http-client.ts'
import { askToken, basicOf, tokenIn } from '../token-service.ts'
import type { Credentials, Visit } from '../visit.ts'

export const tokenCheck: Check = {
  name: 'token',
  async run(visit) {
    const { challenge, realmProblem, options } = visit
    if (!challenge) return skipped('the registry asks for no login')
    if (challenge.scheme === 'basic') return byPassword(visit, options.credentials)
    if (realmProblem !== undefined)
      return skipped(`its address is wrong (${realmProblem}); no password was sent there`)
    const answer = await askToken(visit, options.credentials ? 'pull,push' : 'pull')
    const token = tokenIn(answer)
    if (token === undefined) return refused(answer, options.credentials)
    visit.authorization = `Bearer ${token}`
    visit.admitted = true
    return options.credentials ? tried(visit, options.credentials) : ok('given to everybody, without a login')
  },
}

async function byPassword(visit: Visit, credentials: Credentials | undefined): Promise<Finding> {
  if (!credentials) return skipped('the registry wants a password: needs --user')
  visit.authorization = basicOf(credentials)
  const answer = await visit.sendAsUser('GET', '/v2/')
  if (answer.status !== 200) return refused(answer, credentials)
  visit.admitted = true
  return ok(`${credentials.user} is let in by password`)
}

function refused(answer: Answer, credentials: Credentials | undefined): Finding {
  const words = wordsOf(answer)
  if (answer.status === 200)
    return failed('the answer holds no token', 'Something else than a token service answers there')
  if (answer.status === 401 || answer.status === 403) {
    if (!credentials) return ok(`none without a login (${answer.status}); to try one: --user`)
    return failed(
      `${credentials.user} is refused: ${words}`,
      'User name or password is wrong. Try it by hand: docker login, or the console of the registry',
      'With single sign-on, clients need the CLI secret or token of the profile page instead of the password',
    )
  }
  if (answer.status === 429)
    return failed(words, 'Too many logins were tried; wait as long as Retry-After says')
  if (answer.status === 404) {
    return failed(
      `nobody answers at ${answer.url}`,
      `The proxy has to lead ${new URL(answer.url).pathname} to the registry too, not only /v2/`,
    )
  }
  return failed(words, "The token service's own log has the cause")
}

/** A token is of use only if the registry believes in it. */
async function tried(visit: Visit, { user }: Credentials): Promise<Finding> {
  const answer = await visit.sendAsUser('GET', '/v2/')
  if (answer.status === 200) return ok(`${user} gets one, and the registry accepts it`)
  visit.admitted = false
  return failed(
    `${user} gets one, but the registry refuses it: ${wordsOf(answer)}`,
    'Token service and registry disagree: their clocks (sudo timedatectl set-ntp true on each), their keys, or the names of issuer and service',
    'Several nodes of Entrepot have to share one database and one secrets.keyFile',
    'A proxy that asks for a login of its own replaces the Authorization header: switch that off for the registry',
  )
}
