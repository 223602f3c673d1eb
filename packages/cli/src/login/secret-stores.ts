// Where the secret of a login is kept: never in a file in the clear, unless that was asked for by name.
import { hasKernelKeyring, kernelKeyring } from './kernel-keyring.ts'
import { secretFile } from './secret-file.ts'
import type { SecretStore, StoreName } from './secret-store.ts'
import { systemKeyring } from './system-keyring.ts'

const stores: Readonly<Record<StoreName, SecretStore>> = {
  keyring: systemKeyring,
  kernel: kernelKeyring,
  file: secretFile,
}

export function storeNamed(name: StoreName): SecretStore {
  return stores[name]
}

/**
 * Keeps a secret in the store asked for, else in the first that works: the desktop's keyring, then the kernel's.
 * A file is never chosen for anybody: what could be decrypted by a key beside it would be in the clear all the same.
 * @returns the store that has it
 * @throws in a sentence that says what there is to do
 */
export async function keepSecret(
  host: string,
  secret: string,
  seconds: number | undefined,
  wish: StoreName | undefined,
): Promise<StoreName> {
  if (wish) {
    await stores[wish].put(host, secret, seconds)
    return wish
  }
  const problem = await stores.keyring.put(host, secret, seconds).then(
    () => undefined,
    (error: Error) => error.message,
  )
  if (problem === undefined) return 'keyring'
  if (hasKernelKeyring()) {
    await stores.kernel.put(host, secret, seconds)
    return 'kernel'
  }
  throw new Error(
    `there is no place for a secret on this machine: ${problem}, and the kernel offers no keyring here, as in most ` +
      'containers. With --store file the token lies in a file that only you can read, in the clear, until it expires',
  )
}
