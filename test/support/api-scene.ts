// What most tests of the management API begin with: a server, its administrator, one user, and nobody.
import { type Account, Accounts } from './accounts.ts'
import { ApiCaller } from './api.ts'
import { startTestServer, type TestServer, type TestServerOptions } from './server.ts'

export interface ApiScene {
  /** The test stops it. */
  readonly server: TestServer
  readonly accounts: Accounts
  readonly admin: ApiCaller
  readonly anonymous: ApiCaller
  readonly ada: Account
  readonly asAda: ApiCaller
}

export async function startApiScene(options?: TestServerOptions): Promise<ApiScene> {
  const server = await startTestServer(options)
  const accounts = new Accounts(server)
  const ada = await accounts.user('ada')
  return {
    server,
    accounts,
    admin: new ApiCaller(server, accounts.admin()),
    anonymous: new ApiCaller(server),
    ada,
    asAda: new ApiCaller(server, ada),
  }
}
