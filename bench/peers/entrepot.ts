// Entrepot itself, started as `npm start` starts it: authentication, pull counts, metrics and fsync as they come.
import { join, resolve } from 'node:path'
import { freePort } from '../../test/clients/registry.ts'
import { startDaemon } from '../support/processes.ts'
import { accountName, password, seedAccounts } from '../support/seed-entrepot.ts'
import { answers, type Peer, type RunningPeer, type StartOptions } from './peer.ts'

const root = resolve(import.meta.dir, '../..')

/** Where Entrepot keeps its data below the peer's folder. */
export const entrepotData = 'data'

export const entrepot: Peer = {
  name: 'entrepot',
  note: 'each request with a token of one of 50 users; private projects; pulls counted; the defaults of `npm start`',
  available: async () => ({ version: (await Bun.file(join(root, 'package.json')).json()).version as string }),
  async start(options) {
    const data = join(options.folder, entrepotData)
    if (!(await Bun.file(join(data, 'entrepot.sqlite')).exists())) await seedAccounts(data)
    return startEntrepot(options, data)
  },
}

/** @param env settings beside those that every run has */
export async function startEntrepot(
  { folder, tls, accessLog }: StartOptions,
  data: string,
  env: Readonly<Record<string, string>> = {},
): Promise<RunningPeer> {
  const port = await freePort()
  const url = `${tls ? 'https' : 'http'}://127.0.0.1:${port}`
  const daemon = await startDaemon(['sh', 'scripts/bun', 'packages/server/src/main.ts', 'serve'], {
    cwd: root,
    log: join(folder, 'server.log'),
    env: {
      ENTREPOT_DATA_DIR: data,
      ENTREPOT_HTTP_PORT: String(port),
      ENTREPOT_LOG_ACCESS: String(accessLog ?? false),
      ...env,
      ...(tls && { ENTREPOT_TLS_CERTIFICATE: tls.certificate, ENTREPOT_TLS_KEY: tls.key }),
    },
    ready: () => answers(url),
  })
  return { url, ...daemon, authorization: rememberedTokens(url) }
}

/** One token for each repository and user, asked for once, as a client does for each of its commands. */
function rememberedTokens(url: string): NonNullable<RunningPeer['authorization']> {
  const tokens = new Map<string, Promise<string>>()
  return (repository, user) => {
    const key = `${user} ${repository}`
    const known = tokens.get(key) ?? fetchToken(url, repository, user)
    tokens.set(key, known)
    return known
  }
}

async function fetchToken(url: string, repository: string, user: number): Promise<string> {
  const answer = await fetch(
    `${url}/service/token?service=entrepot&scope=repository:${repository}:pull,push`,
    {
      headers: { authorization: `Basic ${btoa(`${accountName(user)}:${password}`)}` },
      tls: { rejectUnauthorized: false },
    },
  )
  if (!answer.ok) throw new Error(`token: ${answer.status} ${await answer.text()}`)
  return `Bearer ${((await answer.json()) as { token: string }).token}`
}
