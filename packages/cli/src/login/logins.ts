// Which registries somebody is logged in to, and where each secret is kept: the list itself holds none.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { StoreName } from './secret-store.ts'
import { settingsFolder } from './settings-folder.ts'

export interface Login {
  readonly username: string
  readonly store: StoreName
  /** The registry's address with its scheme; absent for what `docker login` stored. */
  readonly url?: string
  /** A file with further authorities that the registry's certificate may have. */
  readonly ca?: string
  /** The token's number, to be revoked by; absent for a secret that is no token of ours. */
  readonly tokenId?: number
  /** Milliseconds since 1970; absent: it does not expire. */
  readonly expiresAt?: number
}

const file = () => join(settingsFolder(), 'logins.json')

export async function readLogins(): Promise<Record<string, Login>> {
  const text = await readFile(file(), 'utf8').catch(() => '{}')
  try {
    return JSON.parse(text) as Record<string, Login>
  } catch {
    throw new Error(`${file()} is not JSON: mend it, or remove it and log in again`)
  }
}

export async function writeLogin(host: string, login: Login | undefined): Promise<void> {
  const { [host]: _, ...others } = await readLogins()
  await mkdir(dirname(file()), { recursive: true, mode: 0o700 })
  const draft = `${file()}.${process.pid}`
  const logins = login ? { ...others, [host]: login } : others
  await writeFile(draft, `${JSON.stringify(logins, null, 2)}\n`, { mode: 0o600 })
  await rename(draft, file())
}

/** Clients name a registry in several ways: with a scheme, a path, a slash at the end. */
export function hostOf(serverUrl: string): string {
  const bare = serverUrl.trim().replace(/^[a-z]+:\/\//i, '')
  return (bare.split('/')[0] as string).toLowerCase()
}
