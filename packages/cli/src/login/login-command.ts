// `entrepot login <host>`: asks for a password once, and keeps a token that expires in its place.
import { resolve } from 'node:path'
import { Command } from 'commander'
import { askLine, readPassword } from '../password.ts'
import { useHelper } from './docker-config.ts'
import { findHelper, helperAdvice, helperName, makeHelper } from './helper-program.ts'
import { hostOf, type Login, readLogins, writeLogin } from './logins.ts'
import { type Account, isAccessToken, Registry, type TokenWish } from './registry.ts'
import { type StoreName, storeNames } from './secret-store.ts'
import { keepSecret, storeNamed } from './secret-stores.ts'

const examples = `
Examples:
  entrepot login registry.example.com                        asks for the name and the password
  entrepot login registry.example.com -u ada --days 30       for a month instead of three days
  pass show registry | entrepot login registry.example.com -u ada --password-stdin
  entrepot login registry.example.com -u ada --scope read    a token that can pull and nothing else

Docker, podman, skopeo, buildah, oras, helm and crane then know the login by ${helperName}.
The password is forgotten; the token lies in the system's keyring, or in the kernel's. "entrepot logout" revokes it.
`

interface Flags {
  readonly username?: string
  readonly passwordStdin?: boolean
  readonly scope: string
  readonly hours?: string
  readonly days?: string
  readonly store?: string
  readonly ca?: string
}

const longestHours = 72
const longestDays = 366
const scopes = ['read', 'write', 'delete'] as const

export function loginCommand(): Command {
  const command = new Command('login')
  return command
    .description('log in to a registry, for Docker and other clients, without keeping the password')
    .argument('<host>', 'as it stands in front of images: registry.example.com, 10.0.0.5:5000')
    .option('-u, --username <name>', 'the account; asked for when absent')
    .option('--password-stdin', 'take the password, or an access token, from standard input')
    .option('--scope <scope>', 'read (pull), write (push too) or delete (that too)', 'delete')
    .option('--hours <n>', `how long the login lasts: 1 to ${longestHours} hours (default: ${longestHours})`)
    .option('--days <n>', `the same in days, up to ${longestDays}`)
    .option('--store <where>', 'keyring, kernel or file (in the clear); the first that works when absent')
    .option('--ca <file>', 'trust the authorities in this PEM file too')
    .addHelpText('after', examples)
    .action(async (host: string, flags: Flags) => {
      try {
        await login(host, flags)
      } catch (error) {
        command.error(`entrepot: ${error instanceof Error ? error.message : String(error)}`)
      }
    })
}

async function login(name: string, flags: Flags): Promise<void> {
  const wish = wishOf(flags)
  const store = storeOf(flags.store)
  const registry = await Registry.find(name, flags.ca && resolve(flags.ca))
  const account = await accountOf(flags)
  const host = hostOf(registry.url)
  const made = isAccessToken(account.password)
    ? await asItIs(registry, account)
    : await registry.issueToken(account, wish)
  const seconds = made.expiresAt === undefined ? undefined : Math.ceil((made.expiresAt - Date.now()) / 1000)
  const before = (await readLogins())[host]
  const old = before && (await storeNamed(before.store).get(host))
  const kept = await keepSecret(host, made.token, seconds, store)
  await writeLogin(host, {
    ...{ username: made.username, store: kept, url: registry.url },
    ...(registry.ca !== undefined && { ca: registry.ca }),
    ...(made.id !== undefined && { tokenId: made.id }),
    ...(made.expiresAt !== undefined && { expiresAt: made.expiresAt }),
  })
  if (before && old !== undefined && old !== made.token) await forget(registry, host, before, old, kept)
  const cleared = await useHelper(host)
  say(await summary(host, made, kept, cleared))
}

interface Made {
  readonly id?: number
  readonly username: string
  readonly token: string
  readonly expiresAt?: number
}

/** A token that somebody already has is kept, not replaced: it may be too narrow to make another. */
async function asItIs(registry: Registry, account: Account): Promise<Made> {
  await registry.check(account)
  return { username: account.username, token: account.password }
}

/** What the host's login was before: its token has no use any more. */
async function forget(
  registry: Registry,
  host: string,
  { username, tokenId, store }: Login,
  secret: string,
  kept: StoreName,
): Promise<void> {
  if (store !== kept) await storeNamed(store).remove(host)
  if (tokenId !== undefined) await registry.revoke({ username, password: secret }, tokenId)
}

async function accountOf({ username, passwordStdin = false }: Flags): Promise<Account> {
  if (username === undefined && (passwordStdin || !process.stdin.isTTY)) {
    throw new Error('give the account by --username where nobody can be asked')
  }
  const name = username ?? (await askLine('Username: '))
  return { username: name, password: await readPassword(name, passwordStdin) }
}

/** The same in every language, and not to be read as another day. */
function timeOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

async function summary(host: string, made: Made, kept: StoreName, cleared: boolean): Promise<string[]> {
  const until = made.expiresAt === undefined ? '' : ` until ${timeOf(made.expiresAt)}`
  const helper = findHelper() ?? (await makeHelper())
  return [
    `Logged in to ${host} as ${made.username}${until}.`,
    `The token is in ${storeNamed(kept).words}.`,
    ...(cleared ? [`What Docker had kept for ${host} in its config.json has been taken out of it.`] : []),
    ...(helper === undefined
      ? [`Clients look for ${helperName} in PATH, and it is not there yet. Make it:`, `  ${helperAdvice()}`]
      : []),
  ]
}

function wishOf({ scope, hours, days }: Flags): TokenWish {
  const preset = scopes.find((each) => each === scope)
  if (!preset) throw new Error(`--scope ${scope}: it is ${scopes.join(', ')}`)
  if (hours !== undefined && days !== undefined) throw new Error('give --hours or --days, not both')
  if (days !== undefined) {
    return { preset, lifetime: { expires_in_days: wholeNumber('--days', days, longestDays) } }
  }
  return { preset, lifetime: { expires_in_hours: wholeNumber('--hours', hours ?? '72', longestHours) } }
}

function wholeNumber(flag: string, text: string, most: number): number {
  const number = /^\d{1,4}$/.test(text) ? Number(text) : 0
  if (number < 1 || number > most) throw new Error(`${flag} ${text}: write a whole number from 1 to ${most}`)
  return number
}

function storeOf(text: string | undefined): StoreName | undefined {
  const store = storeNames.find((name) => name === text)
  if (text !== undefined && !store) throw new Error(`--store ${text}: it is ${storeNames.join(', ')}`)
  return store
}

function say(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`)
}
