// Starts the registry that the clients are tried against, with the accounts and the project that they use.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { writeServerCertificate } from '../support/certificates.ts'
import { startDaemon } from './daemon.ts'

export type Account = { user: string; password: string }

/** The private project that everything is pushed to. */
export const PROJECT = 'clients'

export interface RegistryUnderTest {
  /** Host and port, as an image's name begins. */
  readonly host: string
  readonly tls: boolean
  /** Path of the authority's certificate (PEM), with TLS. */
  readonly ca?: string
  readonly admin: Account
  /** May push, pull and delete in the project `clients`. */
  readonly maintainer: Account
  /** May push and pull there. */
  readonly developer: Account
  /** May only pull there. */
  readonly reader: Account
  stop(): Promise<void>
}

// Harbor's numbers for a member's role.
const ROLES = { maintainer: 4, developer: 2, reader: 3 } as const

/** A port that was free a moment ago: programs that name their address before they bind need one. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  await new Promise((done) => server.close(done))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** Makes requests of the management API as `admin`; throws with the answer's body unless it is 2xx. */
function managementApi(base: string, admin: Account, ca: string | undefined) {
  const authorization = `Basic ${btoa(`${admin.user}:${admin.password}`)}`
  return async (path: string, body: object): Promise<void> => {
    const answer = await fetch(`${base}/api/v2.0${path}`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      ...(ca && { tls: { ca } }),
    })
    if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`)
  }
}

async function createAccounts(base: string, admin: Account, ca: string | undefined) {
  const post = managementApi(base, admin, ca)
  const accounts: Record<keyof typeof ROLES, Account> = {
    maintainer: { user: 'maintainer', password: 'Maintainer-12345' },
    developer: { user: 'developer', password: 'Developer-12345' },
    reader: { user: 'reader', password: 'Reader-12345' },
  }
  await post('/projects', { project_name: PROJECT, metadata: { public: 'false' } })
  for (const role of ['maintainer', 'developer', 'reader'] as const) {
    const { user, password } = accounts[role]
    await post('/users', { username: user, email: `${user}@example.com`, realname: user, password })
    await post(`/projects/${PROJECT}/members`, { role_id: ROLES[role], member_user: { username: user } })
  }
  return accounts
}

/** Starts Entrepot on a free port of 127.0.0.1 with a new data folder; `stop` ends it and removes the folder. */
export async function startRegistry({ tls }: { tls: boolean }): Promise<RegistryUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), 'entrepot-clients-registry-'))
  const host = `127.0.0.1:${await freePort()}`
  const base = `${tls ? 'https' : 'http'}://${host}`
  const files = tls ? await writeServerCertificate(folder) : undefined
  const ca = files && (await readFile(files.ca, 'utf8'))
  const admin = { user: 'admin', password: 'Administrator-12345' }
  const root = resolve(import.meta.dir, '../..')
  const server = await startDaemon(['sh', 'scripts/bun', 'packages/server/src/main.ts', 'serve'], {
    cwd: root,
    log: join(folder, 'server.log'),
    env: {
      ...process.env,
      // scripts/bun installs what is missing for this; the tests run with everything.
      ENTREPOT_INSTALL: 'all',
      ENTREPOT_DATA_DIR: join(folder, 'data'),
      ENTREPOT_HTTP_HOST: '127.0.0.1',
      ENTREPOT_HTTP_PORT: host.split(':')[1],
      ENTREPOT_ADMIN_PASSWORD: admin.password,
      ...(files && { ENTREPOT_TLS_CERTIFICATE: files.certificate, ENTREPOT_TLS_KEY: files.key }),
    },
    ready: async () => {
      const answer = await fetch(`${base}/readyz`, ca ? { tls: { ca } } : {}).catch(() => null)
      return answer?.status === 200
    },
  })
  const stop = async () => {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const accounts = await createAccounts(base, admin, ca)
    return { host, tls, ca: files?.ca, admin, ...accounts, stop }
  } catch (error) {
    console.error(await readFile(join(folder, 'server.log'), 'utf8'))
    await stop()
    throw error
  }
}
