// The commands that work on the server's own data, in the order of `entrepot --help`.
import type { Command } from 'commander'
import { configCommand } from './config.ts'
import { healthCommand } from './health.ts'
import { noticesCommand } from './notices.ts'
import { scrubCommand } from './scrub.ts'
import { serveCommand } from './serve.ts'
import { userCommand } from './user.ts'
import { versionCommand } from './version.ts'

export function ownCommands(): Command[] {
  return [
    serveCommand(),
    configCommand(),
    userCommand(),
    healthCommand(),
    scrubCommand(),
    versionCommand(),
    noticesCommand(),
  ]
}
