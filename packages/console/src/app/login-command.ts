// The line with which a shell logs in, as the server writes it too: the secret is not in it.
import { shellQuoted } from './shell-quoted.ts'

/** @param host of this registry */
export function loginCommand(host: string, username: string): string {
  // A robot's name has a `$`, and a person's may have a quote: a shell would make something else of either.
  return `docker login ${host} --username ${shellQuoted(username)}`
}
