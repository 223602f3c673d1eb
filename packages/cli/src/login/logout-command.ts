// `entrepot logout <host>`: revokes the token, and forgets it here.
import { Command } from 'commander'
import { dropHelper } from './docker-config.ts'
import { hostOf, readLogins, writeLogin } from './logins.ts'
import { Registry } from './registry.ts'
import { storeNamed } from './secret-stores.ts'

const examples = `
Examples:
  entrepot logout registry.example.com
`

export function logoutCommand(): Command {
  const command = new Command('logout')
  return command
    .description('log out of a registry: the token is revoked there, and forgotten here')
    .argument('<host>', 'as it was given to "entrepot login"')
    .addHelpText('after', examples)
    .action(async (host: string) => {
      try {
        process.stdout.write(`${await logout(hostOf(host))}\n`)
      } catch (error) {
        command.error(`entrepot: ${error instanceof Error ? error.message : String(error)}`)
      }
    })
}

/** @returns what happened. @throws when nobody is logged in there */
async function logout(host: string): Promise<string> {
  const login = (await readLogins())[host]
  if (!login) throw new Error(`nobody is logged in to ${host} here`)
  const store = storeNamed(login.store)
  const secret = await store.get(host)
  const { username, url, ca, tokenId } = login
  const isOurs = url !== undefined && tokenId !== undefined && secret !== undefined
  const problem = isOurs
    ? await new Registry(url, ca).revoke({ username, password: secret }, tokenId)
    : undefined
  await store.remove(host)
  await writeLogin(host, undefined)
  await dropHelper(host)
  if (problem === undefined) return `Logged out of ${host}.`
  return `Logged out of ${host} here. Its token could not be revoked there, and lives until it expires: ${problem}`
}
