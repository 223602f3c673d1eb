// How each client pushes something for the first time: the lines as a person would type them.
import { clientOptions, type Place, type PullClient } from './pull-command.ts'
import { shellQuoted } from './shell-quoted.ts'

export const pushClients = [
  'docker',
  'podman',
  'skopeo',
  'crane',
  'helm',
  'oras',
] as const satisfies PullClient[]

export type PushClient = (typeof pushClients)[number]

export interface Pushed {
  /** The project, with folders where there are some. */
  readonly folder: string
  /** The last part of the repository's name; absent where it has none yet. */
  readonly name?: string | undefined
  /** Who logs in; clients that ask for it need not be told. */
  readonly username: string
}

export function pushCommands(client: PushClient, what: Pushed, { host, protocol }: Place): readonly string[] {
  const { folder, name, username } = what
  const words = (...each: readonly (string | undefined)[]) => each.filter(Boolean).join(' ')
  const option = protocol === 'http:' ? clientOptions[client] : undefined
  const image = name ?? 'my-image'
  const target = `${host}/${folder}/${image}:1.0`
  switch (client) {
    case 'docker':
      return [`docker login ${host}`, `docker tag ${image} ${target}`, `docker push ${target}`]
    case 'podman':
      return [
        words('podman login', option, host),
        `podman tag ${image} ${target}`,
        words('podman push', option, target),
      ]
    case 'skopeo':
      return [
        words('skopeo login', option && '--tls-verify=false', host),
        words(
          'skopeo copy',
          option && '--dest-tls-verify=false',
          `docker-daemon:${image}:latest`,
          `docker://${target}`,
        ),
      ]
    case 'crane':
      return [
        `crane auth login ${host} --username ${shellQuoted(username)} --password-stdin`,
        words('crane push', option, `${image}.tar`, target),
      ]
    case 'helm':
      // The chart's own name and version follow the folder.
      return [
        words('helm registry login', option, host),
        words('helm push', option, `${name ?? 'my-chart'}-1.0.0.tgz`, `oci://${host}/${folder}`),
      ]
    case 'oras':
      return [
        words('oras login', option, host),
        words('oras push', option, `${host}/${folder}/${name ?? 'my-files'}:1.0`, 'my-file.txt'),
      ]
  }
}
