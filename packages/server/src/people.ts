// Who there is and how they prove it, put together: accounts, a directory, robots, access tokens.
import { createUsers, endClientLogins, endLogins } from './accounts.ts'
import type { Config } from './config.ts'
import { LdapDirectory } from './drivers/identity/ldap/ldap-directory.ts'
import { AccessTokens } from './features/access-tokens/index.ts'
import { accessTokenJobs } from './features/access-tokens/module.ts'
import { DirectoryAccounts } from './features/directory/index.ts'
import { directoryJobs } from './features/directory/module.ts'
import {
  CliSecrets,
  ExternalAccounts,
  LoginThrottle,
  type PasswordSignIn,
  type Passwords,
  ProviderSignIn,
  SignIn,
  type Users,
} from './features/identity/index.ts'
import { type RobotSettings, RobotSignIn, Robots } from './features/robots/index.ts'
import { robotJobs } from './features/robots/module.ts'
import { heldRobotPrefix, type Settings } from './features/settings/index.ts'
import type { Clock } from './platform/clock.ts'
import type { Database } from './platform/database/database.ts'
import type { Events } from './platform/events.ts'
import type { JobDefinition } from './platform/jobs/job.ts'
import type { Log } from './platform/log.ts'

export interface PeopleParts {
  readonly db: Database
  readonly events: Events
  readonly settings: Settings
  readonly passwords: Passwords
  readonly clock: Clock
  readonly log: Log
}

export interface People {
  readonly users: Users
  readonly cliSecrets: CliSecrets
  readonly robots: Robots
  readonly accessTokens: AccessTokens
  readonly directory: DirectoryAccounts
  readonly externalAccounts: ExternalAccounts
  /** Of people alone, for pages where no robot signs in. */
  readonly signIn: PasswordSignIn
  /** Of people and robots, for clients. */
  readonly clientSignIn: PasswordSignIn
  readonly jobs: readonly JobDefinition[]
}

export function createPeople({ limits }: Config, parts: PeopleParts): People {
  const { db, events, settings, passwords, clock, log } = parts
  const robots = new Robots({ ...parts, settings: () => robotSettings(settings) })
  const robotPrefix = () => robots.prefix()
  const externalAccounts = new ExternalAccounts({ db, events, clock, robotPrefix: heldRobotPrefix })
  const ldap = new LdapDirectory()
  const directory = new DirectoryAccounts({ settings, directory: ldap, accounts: externalAccounts })
  const providers = new ProviderSignIn({ db, providers: [directory], accounts: externalAccounts, log })
  const signIn = new SignIn(db, passwords, new LoginThrottle(limits, clock), providers)
  return {
    ...{ robots, externalAccounts, directory, signIn },
    users: createUsers({ db, events, passwords, clock }),
    cliSecrets: new CliSecrets({ db, events, passwords, clock, endClientLogins }),
    accessTokens: new AccessTokens({ db, events, clock, robotPrefix }),
    clientSignIn: new RobotSignIn({ db, people: signIn, slowly: signIn, clock, prefix: robotPrefix }),
    jobs: [
      ...robotJobs(clock),
      ...accessTokenJobs(clock),
      ...directoryJobs({ db, settings, directory: ldap, accounts: externalAccounts, log, endLogins }),
    ],
  }
}

async function robotSettings(settings: Settings): Promise<RobotSettings> {
  const { robot_name_prefix, robot_token_duration } = await settings.pick(
    'robot_name_prefix',
    'robot_token_duration',
  )
  return { prefix: robot_name_prefix, duration: robot_token_duration }
}
