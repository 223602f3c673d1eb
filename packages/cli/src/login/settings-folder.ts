// Where this program keeps what it remembers of a user.
import { homedir } from 'node:os'
import { join } from 'node:path'

export function settingsFolder(): string {
  return join(process.env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'entrepot')
}
