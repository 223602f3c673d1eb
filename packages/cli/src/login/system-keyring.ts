// The keyring of the desktop: Secret Service on Linux, the Keychain on macOS, the Credential Manager on Windows.
import type { SecretStore } from './secret-store.ts'

const service = 'entrepot'

export const systemKeyring: SecretStore = {
  words: "the system's keyring",
  put: async (name, value) => {
    try {
      await Bun.secrets.set({ service, name, value })
    } catch (error) {
      throw new Error(`the system's keyring cannot be used (${firstLine(error)})`)
    }
  },
  get: async (name) => {
    try {
      return (await Bun.secrets.get({ service, name })) ?? undefined
    } catch {
      return undefined
    }
  },
  remove: async (name) => {
    await Bun.secrets.delete({ service, name }).catch(() => false)
  },
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim().split('\n')[0] as string
}
