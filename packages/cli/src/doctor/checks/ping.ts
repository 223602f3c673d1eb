// `/v2/`: whether a registry answers at all (distribution-spec §Determining Support).
import { parseChallenge } from '../challenge.ts'
import { type Check, type Finding, fatal, ok } from '../check.ts'
import { type Answer, wordsOf } from '../http-client.ts'
import type { Visit } from '../visit.ts'

export const pingCheck: Check = {
  name: '/v2/',
  essential: true,
  async run(visit) {
    const answer = await visit.send('GET', '/v2/')
    visit.ping = answer
    visit.challenge = parseChallenge(answer.headers.get('www-authenticate'))
    if (answer.status === 401 && visit.challenge) {
      const how = visit.challenge.scheme === 'bearer' ? 'a token' : 'a password'
      return ok(`401, and asks for ${how}: a registry that wants to know who you are`)
    }
    if (answer.status === 200 && !isPage(answer)) {
      visit.admitted = true
      return ok('200: a registry that lets everybody in')
    }
    return noRegistry(answer, visit)
  },
}

function isPage({ headers }: Answer): boolean {
  return /text\/html/i.test(headers.get('content-type') ?? '')
}

function noRegistry(answer: Answer, { origin }: Visit): Finding {
  const { status, headers } = answer
  const words = wordsOf(answer)
  if (status >= 300 && status < 400) {
    const to = headers.get('location') ?? 'nowhere'
    const better = URL.canParse(to, origin) ? new URL(to, origin).origin : to
    return fatal(
      `${status}: sent on to ${to}`,
      `Clients do not follow it with a push. Use that address: entrepot doctor ${better}`,
    )
  }
  if (status === 401) {
    return fatal(
      '401 without a challenge that clients understand (WWW-Authenticate)',
      'A proxy asks for a login of its own, or drops the header: let /v2/ and the token service through as they are',
    )
  }
  if (status === 502 || status === 503 || status === 504) {
    return fatal(
      `${words}: the proxy in front does not reach the registry`,
      "Is the registry running, and is its address right in the proxy (nginx: proxy_pass http://127.0.0.1:5000;)? The proxy's error log has the cause",
    )
  }
  if (status >= 500)
    return fatal(
      words,
      "The registry's own log has the cause; for Entrepot, look for the X-Request-Id: " +
        (headers.get('x-request-id') ?? 'none'),
    )
  return fatal(
    status === 200 ? 'a web page, not a registry' : `${words}: no registry answers at ${origin}/v2/`,
    'Is this the right host and port? A console or a website may live at another one than the registry',
    'A registry needs /v2/ at the root of a host: in the proxy, location /v2/ or / has to lead to it, without a path (nginx: proxy_pass http://127.0.0.1:5000;)',
  )
}
