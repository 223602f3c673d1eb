// `entrepot user`: accounts by the operator's hand, on the server's own data; through the server where one holds it.
import { Command } from 'commander'
import { createUsers, eventConsumers } from '../accounts.ts'
import { type Config, ConfigError, configFrom, offerConfigFile } from '../config.ts'
import {
  controlUsers,
  generatePassword,
  Passwords,
  type User,
  type UserRequest,
} from '../features/identity/index.ts'
import { holdSqlite, openDatabase, openMigrated } from '../open-resources.ts'
import { systemClock } from '../platform/clock.ts'
import { askServer } from '../platform/control-socket.ts'
import { Failure } from '../platform/errors.ts'
import { Events } from '../platform/events.ts'
import { OperatorError } from '../platform/operator-error.ts'

const examples = `
Examples:
  entrepot user list
  entrepot user create anna --email anna@example.com
  entrepot user password admin                   a new password for admin, shown once
  entrepot user admin anna on

It works beside a running server, and without one. It needs the right to the data folder, and no password.
`

interface PasswordOption {
  readonly passwordStdin?: boolean
}

interface CreateOptions extends PasswordOption {
  readonly email: string
  readonly realname?: string
  readonly admin?: boolean
}

export function userCommand(): Command {
  const group = new Command('user')
    .description('list, make and change accounts')
    .addHelpText('after', examples)
  for (const command of [listCommand(), createCommand(), passwordCommand(), adminCommand()])
    group.addCommand(command)
  return group
}

function listCommand(): Command {
  const command = part('list', 'list all accounts').option('--json', 'write JSON, one object a line')
  return command
    .addHelpText(
      'after',
      '\nExamples:\n  entrepot user list\n  entrepot user list --json | jq -r .username\n',
    )
    .action(({ json }: { readonly json?: boolean }) =>
      perform(command, { action: 'list' }, (users) => users.map(json ? asJson : asLine).join('')),
    )
}

function createCommand(): Command {
  const command = part('create <name>', 'make an account; its password is generated and shown once')
    .requiredOption('--email <address>', "the account's address, which no other may have")
    .option('--realname <name>', 'the name of the person')
    .option('--admin', 'an administrator of the whole registry')
    .option('--password-stdin', 'take the password from standard input instead')
  return command
    .addHelpText(
      'after',
      '\nExamples:\n  entrepot user create anna --email anna@example.com --realname "Anna Berg"\n' +
        '  pass show registry/ci | entrepot user create ci --email ci@example.com --password-stdin\n',
    )
    .action(async (username: string, options: CreateOptions) => {
      const { email, realname = '', admin = false } = options
      const [password, shown] = await passwordFor(options)
      const request = { action: 'create', username, email, realname, password, administrator: admin } as const
      await perform(command, request, () => `${username} was created${shown}.\n`)
    })
}

function passwordCommand(): Command {
  const command = part('password <name>', 'give an account a new password, and end its logins').option(
    '--password-stdin',
    'take the password from standard input instead of a generated one',
  )
  return command
    .addHelpText(
      'after',
      '\nExamples:\n  entrepot user password admin                   for a password that was lost\n',
    )
    .action(async (username: string, options: PasswordOption) => {
      const [password, shown] = await passwordFor(options)
      await perform(
        command,
        { action: 'password', username, password },
        () => `${username} has a new password${shown}.\n`,
      )
    })
}

function adminCommand(): Command {
  const command = part('admin <name> <on|off>', 'make an account an administrator, or an ordinary one')
  return command
    .addHelpText('after', '\nExamples:\n  entrepot user admin anna on\n  entrepot user admin anna off\n')
    .action((username: string, wish: string) => {
      if (wish !== 'on' && wish !== 'off') command.error(`error: it must be "on" or "off", not "${wish}"`)
      const request = { action: 'admin', username, administrator: wish === 'on' } as const
      const words = wish === 'on' ? 'is an administrator' : 'is no administrator'
      return perform(command, request, () => `${username} ${words}.\n`)
    })
}

function part(usage: string, description: string): Command {
  const [name, ...parameters] = usage.split(' ')
  const command = offerConfigFile(new Command(name))
    .option('-d, --data-dir <folder>', "the registry's data folder")
    .description(description)
  for (const parameter of parameters) command.argument(parameter)
  return command
}

/** @returns the password, and the words that show it where it was generated */
async function passwordFor({ passwordStdin }: PasswordOption): Promise<[string, string]> {
  if (passwordStdin) return [(await Bun.stdin.text()).replace(/\r?\n$/, ''), '']
  const password = generatePassword()
  return [password, `; its password, shown this once, is ${password}`]
}

async function perform(
  command: Command,
  request: UserRequest,
  words: (users: readonly User[]) => string,
): Promise<void> {
  try {
    const { config } = configFrom(command, process.env)
    process.stdout.write(words(await answered(config, request)))
  } catch (error) {
    const forOperator =
      error instanceof OperatorError || error instanceof ConfigError || error instanceof Failure
    if (!forOperator) throw error
    process.stderr.write(`entrepot: ${error.message}\n`)
    process.exitCode = 1
  }
}

async function answered(config: Config, request: UserRequest): Promise<User[]> {
  if (config.database.url !== undefined) return directly(config, request)
  const answer = await askServer(config.data.dir, request)
  if (answer) return answer.result as User[]
  const folder = holdSqlite(config, 'the server must be stopped first, as it has no control socket')
  try {
    return await directly(config, request)
  } finally {
    folder.release()
  }
}

async function directly(config: Config, request: UserRequest): Promise<User[]> {
  const db = await openMigrated(config, systemClock, openDatabase)
  try {
    const events = new Events(eventConsumers, systemClock)
    const users = createUsers({ db, events, passwords: new Passwords(), clock: systemClock })
    return await controlUsers(db, users, request)
  } finally {
    await db.close()
  }
}

function asLine({ username, email, administrator, createdAt }: User): string {
  const since = new Date(createdAt).toISOString().slice(0, 10)
  return `${username.padEnd(24)} ${email.padEnd(32)} ${administrator ? 'administrator' : 'user'.padEnd(13)} ${since}\n`
}

function asJson({ id, username, email, realname, administrator, createdAt }: User): string {
  return `${JSON.stringify({ id, username, email, realname, administrator, createdAt: new Date(createdAt).toISOString() })}\n`
}
