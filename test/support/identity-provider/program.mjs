// An identity provider for tests, as a program of its own: OpenID Connect by oidc-provider, and beside it the documents
// that a plain OAuth2 provider such as GitHub answers. It prints its address, and learns its people by POST /people.
import { createServer } from 'node:http'
import Provider from 'oidc-provider'

const callbacks = process.argv.slice(2)
const people = new Map()
const codes = { last: undefined }

const server = createServer()
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const issuer = `http://127.0.0.1:${server.address().port}`

const client = {
  client_secret: 'secret of the client',
  redirect_uris: callbacks,
  post_logout_redirect_uris: callbacks.map((url) => `${new URL(url).origin}/login`),
  backchannel_logout_uri: `${new URL(callbacks[0]).origin}/c/oidc/backchannel-logout`,
  backchannel_logout_session_required: true,
}
const provider = new Provider(issuer, {
  clients: [
    { ...client, client_id: 'entrepot' },
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
  loadExistingGrant: async (context) => {
    const { client: asking, session, params } = context.oidc
    const grant = new provider.Grant({ clientId: asking.clientId, accountId: session.accountId })
    grant.addOIDCScope(params.scope)
    await grant.save()
    return grant
  },
})
provider.on('server_error', (_, error) => console.error(error))

async function bodyOf(request) {
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

const documents = { '/api/user': 'user', '/api/emails': 'emails', '/api/orgs': 'orgs' }

const oidc = provider.callback()
server.on('request', async (request, response) => {
  const { pathname } = new URL(request.url, issuer)
  if (pathname === '/people' && request.method === 'POST') {
    for (const [id, person] of Object.entries(await bodyOf(request))) people.set(id, person)
    return answer(response, 200, {})
  }
  const part = documents[pathname]
  if (!part) return oidc(request, response)
  const person = await personOf(request)
  answer(response, person ? 200 : 401, person?.[part] ?? {})
})

console.log(issuer)
void codes
