// The authorities that this machine's clients trust: the system's, and those kept for one registry.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { getCACertificates } from 'node:tls'

/** PEM texts of the system's store, which Go's clients read; not those that come with the runtime. */
export function systemAuthorities(): readonly string[] {
  return getCACertificates('system')
}

export interface ClientTrust {
  /** Which clients read it. */
  readonly clients: string
  readonly file: string
  readonly authority: string
}

/** What `certs.d` folders hold for the registry `name`; only files that end in `.crt` are read. */
export function clientTrusts(name: string): ClientTrust[] {
  const places = [
    { folder: '/etc/docker/certs.d', clients: 'Docker, podman and skopeo' },
    { folder: '/etc/containers/certs.d', clients: 'podman, buildah and skopeo' },
    { folder: join(homedir(), '.config/containers/certs.d'), clients: 'podman, buildah and skopeo' },
  ]
  return places.flatMap(({ folder, clients }) => {
    const files = certificatesIn(join(folder, name))
    return files.map((file) => ({ clients, file, authority: readFileSync(file, 'utf8') }))
  })
}

function certificatesIn(folder: string): string[] {
  try {
    if (!existsSync(folder)) return []
    return readdirSync(folder)
      .filter((file) => file.endsWith('.crt'))
      .map((file) => join(folder, file))
  } catch {
    return [] // Not ours to read: then it is not ours to trust either.
  }
}
