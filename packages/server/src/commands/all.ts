// Every command, in the order of `entrepot --help`.
import { dockerCredentialCommand, doctorCommand, loginCommand, logoutCommand } from '@entrepot/cli'
import type { Command } from 'commander'
import { configCommand } from './config.ts'
import { healthCommand } from './health.ts'
import { noticesCommand } from './notices.ts'
import { scrubCommand } from './scrub.ts'
import { serveCommand } from './serve.ts'
import { userCommand } from './user.ts'
import { versionCommand } from './version.ts'

export function allCommands(): Command[] {
  return [
    serveCommand(),
    configCommand(),
    userCommand(),
    healthCommand(),
    scrubCommand(),
    versionCommand(),
    noticesCommand(),
    doctorCommand(),
    loginCommand(),
    logoutCommand(),
    dockerCredentialCommand(),
  ]
}
