// How each client pulls an artifact: the line as a person would type it.
import { writtenReference } from './reference.ts'

const ofImages = ['docker', 'podman', 'nerdctl', 'ctr', 'skopeo', 'crane', 'oras'] as const
const ofCharts = ['helm', 'oras', 'skopeo', 'crane'] as const
const ofOthers = ['oras', 'skopeo', 'crane'] as const

export type PullClient = (typeof ofImages)[number] | (typeof ofCharts)[number]

/** @param kind as the API calls it: `IMAGE`, `CHART`, … */
export function clientsOf(kind: string): readonly PullClient[] {
  if (kind === 'IMAGE') return ofImages
  return kind === 'CHART' ? ofCharts : ofOthers
}

export interface Pulled {
  readonly repository: string
  /** A tag or a digest. */
  readonly reference: string
  readonly kind: string
}

/** Where the registry is: of a browser its own location. */
export type Place = Pick<Location, 'host' | 'protocol'>

/** What clients need to be told to speak HTTP without TLS; Docker decides by its own configuration. */
export const clientOptions: Partial<Record<PullClient, string>> = {
  podman: '--tls-verify=false',
  nerdctl: '--insecure-registry',
  ctr: '--plain-http',
  skopeo: '--src-tls-verify=false',
  crane: '--insecure',
  oras: '--plain-http',
  helm: '--plain-http',
}

export function pullCommand(client: PullClient, what: Pulled, { host, protocol }: Place): string {
  const name = `${host}/${writtenReference(what.repository, what.reference)}`
  const option = protocol === 'http:' ? clientOptions[client] : undefined
  const words = (...each: readonly (string | undefined)[]) => each.filter(Boolean).join(' ')
  const file = fileOf(what)
  switch (client) {
    case 'docker':
      return words('docker pull', name)
    case 'podman':
      return words('podman pull', option, name)
    case 'nerdctl':
      return words('nerdctl', option, 'pull', name)
    case 'ctr':
      return words('ctr images pull', option, name)
    case 'skopeo':
      return words('skopeo copy', option, `docker://${name}`, `oci:${file}`)
    case 'crane':
      return words('crane pull', option, name, `${file}.tar`)
    case 'oras':
      // An image's layers have no names of files: as a whole it is copied.
      return what.kind === 'IMAGE'
        ? words('oras copy', option && '--from-plain-http', name, '--to-oci-layout', file)
        : words('oras pull', option, name)
    case 'helm':
      return words('helm pull', option, ...chart(what, host))
  }
}

/** A version's `+` is a `_` in its tag, as tags have no `+`. */
function chart({ repository, reference }: Pulled, host: string): readonly string[] {
  const address = `oci://${host}/${repository}`
  return reference.includes(':')
    ? [`${address}@${reference}`]
    : [address, '--version', reference.replaceAll('_', '+')]
}

/** The last part of its name. */
function fileOf({ repository }: Pulled): string {
  return repository.slice(repository.lastIndexOf('/') + 1)
}
