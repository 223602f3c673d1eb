// The flags by which skopeo, podman and buildah reach the registry: all three are containers/image inside.
import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bench } from './bench.ts'

/** `--authfile` in `home`, and either the folder of our authority's certificate or leave to speak HTTP. */
export async function containersAccess(bench: Bench, home: string): Promise<string[]> {
  const { ca } = bench.registry
  const auth = ['--authfile', join(home, 'auth.json')]
  // Loopback gets no leave by itself: HTTP needs --tls-verify=false (or a registries.conf that says insecure).
  if (!ca) return ['--tls-verify=false', ...auth]
  // Only names that end in .crt are read.
  const folder = join(home, 'certificates')
  await mkdir(folder, { recursive: true })
  await copyFile(ca, join(folder, 'ca.crt'))
  return ['--cert-dir', folder, ...auth]
}
