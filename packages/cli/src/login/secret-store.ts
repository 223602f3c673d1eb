// What keeps the secret of a login.

export const storeNames = ['keyring', 'kernel', 'file'] as const
export type StoreName = (typeof storeNames)[number]

export interface SecretStore {
  /** For a person: where it is. */
  readonly words: string
  /** @param seconds after which it may be forgotten; undefined: never. @throws in a sentence where it cannot be kept */
  put(host: string, secret: string, seconds: number | undefined): Promise<void>
  /** Undefined when there is none, or no more. */
  get(host: string): Promise<string | undefined>
  remove(host: string): Promise<void>
}
