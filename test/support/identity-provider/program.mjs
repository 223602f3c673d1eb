// An identity provider for tests, as a program of its own: OpenID Connect by oidc-provider, and beside it the documents
// that a plain OAuth2 provider such as GitHub answers. It prints its address; POST /clients tells it where browsers come
// back to, and POST /people whom it knows.
import { createServer } from 'node:http'
import Provider from 'oidc-provider'

const people = new Map()
let provider
let oidc

const server = createServer(listen)
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const issuer = `http://127.0.0.1:${server.address().port}`
console.log(issuer)

/** @param base of the server that asks */
function begin(base) {
  const client = {
    client_secret: 'secret of the client',
    redirect_uris: [`${base}/c/oidc/callback`, `${base}/c/providers/hub/callback`],
    post_logout_redirect_uris: [`${base}/login`],
  }
  provider = new Provider(issuer, {
    clients: [
      {
        ...client,
        client_id: 'entrepot',
        backchannel_logout_uri: `${base}/c/oidc/backchannel-logout`,
        backchannel_logout_session_required: true,
      },
      { ...client, client_id: 'by-post', token_endpoint_auth_method: 'client_secret_post' },
    ],
    scopes: ['openid', 'profile', 'email', 'groups', 'read:user'],
    claims: {
      openid: ['sub', 'sid'],
      profile: ['name', 'preferred_username'],
      email: ['email', 'email_verified'],
      groups: ['groups', 'resource_access'],
    },
    features: { backchannelLogout: { enabled: true }, devInteractions: { enabled: true } },
    pkce: { required: () => true },
    findAccount: (_, id) => {
      const person = people.get(id)
      return person && { accountId: id, claims: () => ({ sub: id, ...person.claims }) }
    },
    // Everybody agrees to everything: what is tested begins after that.
    loadExistingGrant: async ({ oidc: { client: asking, session, params } }) => {
      const grant = new provider.Grant({ clientId: asking.clientId, accountId: session.accountId })
      grant.addOIDCScope(params.scope)
      await grant.save()
      return grant
    },
  })
  provider.on('server_error', (_, error) => console.error(error))
  oidc = provider.callback()
}

async function jsonOf(request) {
  let text = ''
  for await (const chunk of request) text += chunk
  return JSON.parse(text)
}

async function personOf(request) {
  const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1]
  const found = token && (await provider.AccessToken.find(token))
  return found && people.get(found.accountId)
}

function answer(response, status, document) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(document))
}

/** What a person's token opens, by path. */
const documents = { '/api/user': 'user', '/api/emails': 'emails', '/api/orgs': 'orgs' }

async function listen(request, response) {
  const { pathname } = new URL(request.url, issuer)
  if (pathname === '/clients') {
    begin((await jsonOf(request)).base)
    return answer(response, 200, {})
  }
  if (pathname === '/people') {
    for (const [id, person] of Object.entries(await jsonOf(request))) {
      if (person) people.set(id, person)
      else people.delete(id)
    }
    return answer(response, 200, {})
  }
  const part = documents[pathname]
  if (!part) return oidc(request, response)
  const person = await personOf(request)
  answer(response, person ? 200 : 401, person?.[part] ?? {})
}
