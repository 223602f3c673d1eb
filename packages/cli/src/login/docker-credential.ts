// The protocol of docker-credential-helpers: a word on the command line, one thing on standard input, one on output.
import { hostOf, type Login, readLogins, writeLogin } from './logins.ts'
import { keepSecret, storeNamed } from './secret-stores.ts'

/** Docker knows a missing entry by these very words, on standard output. */
const notFound = 'credentials not found in native keychain'

/** @returns what to print, and the exit code */
export async function answerDocker(
  action: string,
  input: string,
): Promise<{ readonly output: string; readonly code: number }> {
  try {
    const output = await perform(action, input)
    return { output, code: 0 }
  } catch (error) {
    return { output: `${error instanceof Error ? error.message : String(error)}\n`, code: 1 }
  }
}

async function perform(action: string, input: string): Promise<string> {
  if (action === 'get') return get(hostOf(input), input.trim())
  if (action === 'store') return store(input)
  if (action === 'erase') return erase(hostOf(input))
  if (action === 'list') return list()
  throw new Error(`unknown action "${action}": it is get, store, erase or list`)
}

async function get(host: string, serverUrl: string): Promise<string> {
  const login = (await readLogins())[host]
  if (!login) throw new Error(notFound)
  if (hasExpired(login)) {
    process.stderr.write(`entrepot: the login to ${host} has expired: run "entrepot login ${host}"\n`)
    throw new Error(notFound)
  }
  const secret = await storeNamed(login.store).get(host)
  if (secret === undefined) {
    process.stderr.write(`entrepot: the login to ${host} is gone: run "entrepot login ${host}"\n`)
    throw new Error(notFound)
  }
  return `${JSON.stringify({ ServerURL: serverUrl, Username: login.username, Secret: secret })}\n`
}

/** What `docker login` was given: it is kept as it is, and never in a file in the clear. */
async function store(input: string): Promise<string> {
  const { ServerURL, Username, Secret } = JSON.parse(input) as Record<string, unknown>
  if (typeof ServerURL !== 'string' || typeof Username !== 'string' || typeof Secret !== 'string') {
    throw new Error('the entry to store needs ServerURL, Username and Secret')
  }
  const host = hostOf(ServerURL)
  // Who chose a file for this host has chosen it for what comes after, too.
  const before = (await readLogins())[host]
  const kept = await keepSecret(host, Secret, undefined, before?.store === 'file' ? 'file' : undefined)
  await writeLogin(host, { username: Username, store: kept })
  return ''
}

async function erase(host: string): Promise<string> {
  const login = (await readLogins())[host]
  if (!login) throw new Error(notFound)
  await storeNamed(login.store).remove(host)
  await writeLogin(host, undefined)
  return ''
}

async function list(): Promise<string> {
  const entries = Object.entries(await readLogins()).filter(([, login]) => !hasExpired(login))
  return `${JSON.stringify(Object.fromEntries(entries.map(([host, { username }]) => [host, username])))}\n`
}

function hasExpired({ expiresAt }: Login): boolean {
  return expiresAt !== undefined && expiresAt <= Date.now()
}
