// Linux's own keyring (keyrings(7)): kernel memory, gone with a restart of the machine, readable by the user alone.
import { dlopen, FFIType, ptr } from 'bun:ffi'
import type { SecretStore } from './secret-store.ts'

/** Numbers of the system calls, by architecture. */
const calls: Readonly<Record<string, { readonly addKey: number; readonly keyctl: number }>> = {
  x64: { addKey: 248, keyctl: 250 },
  arm64: { addKey: 217, keyctl: 219 },
}
/** Operations of keyctl(2). */
const operation = { unlink: 9, link: 8, search: 10, read: 11, setTimeout: 15, getPersistent: 22 } as const
const processKeyring = -2
const userKeyring = -4
const longestSecret = 32_767

interface Keyring {
  readonly id: number
  call(number: 'addKey' | 'keyctl', ...parameters: readonly (number | Uint8Array)[]): number
}

let opened: Keyring | undefined

/** Whether this process may use it: containers mostly forbid it. */
export function hasKernelKeyring(): boolean {
  return open() !== undefined
}

export const kernelKeyring: SecretStore = {
  words:
    "the kernel's keyring, in memory alone: it is gone when the machine starts again, or after 3 days unused",
  put: async (host, secret, seconds) => {
    const keyring = required()
    const value = Buffer.from(secret)
    if (value.length > longestSecret) throw new Error('the secret is too long for the kernel’s keyring')
    const key = keyring.call('addKey', text('user'), text(nameOf(host)), value, value.length, keyring.id)
    if (key < 0) throw new Error("the kernel's keyring refused the secret")
    if (seconds !== undefined) keyring.call('keyctl', operation.setTimeout, key, Math.max(1, seconds))
  },
  get: async (host) => {
    const keyring = open()
    const key = keyring && find(keyring, host)
    if (!keyring || key === undefined) return undefined
    const buffer = Buffer.alloc(longestSecret)
    const length = keyring.call('keyctl', operation.read, key, buffer, buffer.length)
    return length < 0 ? undefined : buffer.toString('utf8', 0, length)
  },
  remove: async (host) => {
    const keyring = open()
    const key = keyring && find(keyring, host)
    if (keyring && key !== undefined) keyring.call('keyctl', operation.unlink, key, keyring.id)
  },
}

function required(): Keyring {
  const keyring = open()
  if (keyring) return keyring
  throw new Error('the kernel offers no keyring here: that is Linux only, and forbidden in most containers')
}

/** The user's persistent keyring, which outlives their last process, else the user keyring; linked to this process. */
function open(): Keyring | undefined {
  if (opened) return opened
  const numbers = calls[process.arch]
  if (process.platform !== 'linux' || !numbers) return undefined
  const call = systemCall()
  if (!call) return undefined
  const made = (name: keyof typeof numbers, ...rest: readonly (number | Uint8Array)[]) =>
    call(numbers[name], rest)
  const persistent = made('keyctl', operation.getPersistent, -1, processKeyring)
  if (persistent > 0) {
    opened = { id: persistent, call: made }
    return opened
  }
  // What a process does not possess it cannot read: a session of `sudo` or `docker exec` has no link of its own.
  if (made('keyctl', operation.link, userKeyring, processKeyring) < 0) return undefined
  opened = { id: userKeyring, call: made }
  return opened
}

function find(keyring: Keyring, host: string): number | undefined {
  const key = keyring.call('keyctl', operation.search, keyring.id, text('user'), text(nameOf(host)), 0)
  return key < 0 ? undefined : key
}

/** `syscall(2)`: with it neither libkeyutils nor a program has to be there. */
function systemCall():
  | ((number: number, parameters: readonly (number | Uint8Array)[]) => number)
  | undefined {
  const long = FFIType.i64_fast
  try {
    const { symbols } = dlopen('libc.so.6', {
      syscall: { args: [long, long, long, long, long, long], returns: long },
    })
    return (number, parameters) => {
      const [a = 0, b = 0, c = 0, d = 0, e = 0] = parameters.map((each) =>
        typeof each === 'number' ? each : ptr(each),
      )
      return Number(symbols.syscall(number, a, b, c, d, e))
    }
  } catch {
    return undefined
  }
}

function nameOf(host: string): string {
  return `entrepot:${host}`
}

function text(value: string): Uint8Array {
  return Buffer.from(`${value}\0`)
}
