// Robots for tests: made by an administrator, and ready to ask.
import type { Account } from './accounts.ts'
import { ApiCaller } from './api.ts'
import { Caller } from './caller.ts'
import type { TestServer } from './server.ts'

export type Robot = Account & { readonly caller: Caller; readonly api: ApiCaller }

const access = (pairs: readonly string[]) =>
  pairs.map((pair) => ({ resource: pair.split(':')[0], action: pair.split(':')[1] }))

/** A block of permissions in a project, or with `*` in all of them. */
export const inProject = (namespace: string, ...pairs: string[]) => ({
  ...{ kind: 'project', namespace, access: access(pairs) },
})

/** A block of permissions outside of projects. */
export const inSystem = (...pairs: string[]) => ({ kind: 'system', namespace: '/', access: access(pairs) })

/** Whoever signs in so. */
export function signedInAs(server: Pick<TestServer, 'url'>, account: Account): Robot {
  return { ...account, caller: new Caller(server.url, account), api: new ApiCaller(server, account) }
}

/** A robot of the project that its one block names, else of the system. */
export async function makeRobot(
  server: TestServer,
  name: string,
  permissions: readonly { readonly kind: string; readonly namespace: string }[],
  more: object = {},
): Promise<Robot> {
  const [only] = permissions
  const inOne = permissions.length === 1 && only?.kind === 'project' && only.namespace !== '*'
  const level = inOne ? 'project' : 'system'
  const admin = new ApiCaller(server, { id: 1, name: 'admin', password: server.adminPassword })
  const answer = await admin.post('/robots', { name, level, duration: 10, permissions, ...more })
  if (answer.status !== 201) throw new Error(`no robot: ${answer.status} ${answer.message}`)
  const { id, name: full, secret } = answer.body
  return signedInAs(server, { id, name: full, password: secret })
}
