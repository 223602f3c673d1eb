// Secrets in a file that only its owner may read: in the clear, and so only where somebody asks for it by name.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { SecretStore } from './secret-store.ts'
import { settingsFolder } from './settings-folder.ts'

const file = () => join(settingsFolder(), 'secrets.json')

export const secretFile: SecretStore = {
  words: 'a file that only you can read, in the clear',
  put: async (host, secret) => write({ ...(await read()), [host]: secret }),
  get: async (host) => (await read())[host],
  remove: async (host) => {
    const { [host]: gone, ...rest } = await read()
    if (gone !== undefined) await write(rest)
  },
}

async function read(): Promise<Record<string, string>> {
  const text = await readFile(file(), 'utf8').catch(() => '{}')
  return JSON.parse(text) as Record<string, string>
}

async function write(secrets: Record<string, string>): Promise<void> {
  await mkdir(dirname(file()), { recursive: true, mode: 0o700 })
  const draft = `${file()}.${process.pid}`
  await writeFile(draft, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 })
  await rename(draft, file())
}
