// What a start prints for people: the address, the first password, and the lines to try.
import type { Config } from '../config.ts'
import type { FirstUser } from '../features/identity/index.ts'

/** @param port the one that is listened on, also when the system chose it */
export function welcome(config: Config, port: number, firstUser: FirstUser | undefined): string {
  const { host } = config.http
  const scheme = config.tls.self || config.tls.certificate ? 'https' : 'http'
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  const address =
    config.http.externalUrl ?? `${scheme}://${shown.includes(':') ? `[${shown}]` : shown}:${port}`
  const name = address.replace(/^https?:\/\//, '')
  return [
    '',
    `  Entrepot serves on ${address}`,
    ...firstLines(firstUser),
    '',
    `    docker login ${name} -u admin`,
    `    docker tag my-image ${name}/library/my-image:1.0`,
    `    docker push ${name}/library/my-image:1.0`,
    '',
    '',
  ].join('\n')
}

function firstLines(firstUser: FirstUser | undefined): string[] {
  if (firstUser?.generatedPassword === undefined) return []
  return [
    '',
    '  The administrator, shown this once:',
    `    user      admin`,
    `    password  ${firstUser.generatedPassword}`,
  ]
}
