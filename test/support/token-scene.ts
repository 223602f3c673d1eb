// Somebody who makes access tokens at a server of its own, and all ways to use them.
import { type Account, Accounts } from './accounts.ts'
import { ApiCaller } from './api.ts'
import { Caller } from './caller.ts'
import { startTestServer, type TestServer } from './server.ts'

export const start = Date.parse('2026-03-01T12:00:00Z')
export const tokensPath = '/users/current/tokens'

export interface MadeToken {
  readonly id: number
  readonly token: string
}

export class TokenScene {
  /** The server's time; a test may change it. */
  now = start
  server!: TestServer
  accounts!: Accounts
  admin!: ApiCaller
  /** Of this test alone: a user who administers a project with the image `app:v1`. */
  ada!: Account
  asAda!: ApiCaller
  project = ''
  names = 0

  async open(): Promise<void> {
    this.server = await startTestServer({ clock: () => this.now })
    this.accounts = new Accounts(this.server)
    this.admin = new ApiCaller(this.server, this.accounts.admin())
  }

  async next(): Promise<void> {
    this.now = start
    this.names += 1
    this.ada = await this.accounts.user(`ada${this.names}`)
    this.asAda = new ApiCaller(this.server, this.ada)
    this.project = `project${this.names}`
    await this.accounts.project(this.project, this.ada)
    await new Caller(this.server.url, this.ada).pushImage(`${this.project}/app`, 'v1')
  }

  readonly make = async (wish: object = {}, as = this.asAda): Promise<MadeToken> => {
    const answer = await as.post(tokensPath, wish)
    if (answer.status !== 201) throw new Error(`no token: ${answer.status} ${answer.message}`)
    return answer.body
  }

  /** The account, with the token as its password. */
  readonly withToken = ({ token }: MadeToken, name = this.ada.name): Account => ({
    ...{ id: this.ada.id, name, password: token },
  })

  readonly apiOf = (made: MadeToken) => new ApiCaller(this.server, this.withToken(made))
  readonly clientOf = (made: MadeToken) => new Caller(this.server.url, this.withToken(made))
  readonly bearerOf = ({ token }: MadeToken) => new ApiCaller(this.server, { token })

  readonly scope = (actions: string, within = this.project) => `repository:${within}/app:${actions}`
  readonly pullOf = (caller: Caller, within = this.project) => caller.get(`/v2/${within}/app/manifests/v1`)
  readonly pushTo = (caller: Caller, within = this.project) =>
    caller.send('POST', `/v2/${within}/app/blobs/uploads/`)
}
