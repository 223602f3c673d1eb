// A base for the image: the C library and nothing else, for both platforms, taken from the machine's own packages.
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { mediaTypes } from '../../packages/oci/src/index.ts'
import { digestOf, LayoutWriter } from '../../scripts/image/oci-layout.ts'
import { type TarEntry, tar } from '../support/tar.ts'

/** Where Debian's libc6-arm64-cross puts the C library of the other architecture. */
const ARM64_LIBRARIES = '/usr/aarch64-linux-gnu'

/** The parts of glibc that the programs ask for (`readelf -d`), and those that look up names and users. */
const LIBRARIES = /^(libc|libm|libdl|libpthread|librt|libresolv|libnss_(dns|files))\.so\.\d+$/

/** Writes an OCI layout with a linux/amd64 image, and a linux/arm64 one where the cross library is installed. */
export function writeBaseLayout(folder: string): { architectures: string[] } {
  const layout = new LayoutWriter(folder)
  const sources = [
    { architecture: 'amd64', from: '/lib/x86_64-linux-gnu', loader: 'lib64/ld-linux-x86-64.so.2' },
    { architecture: 'arm64', from: join(ARM64_LIBRARIES, 'lib'), loader: 'lib/ld-linux-aarch64.so.1' },
  ].filter(({ from }) => existsSync(from))
  const manifests = sources.map((source) => writePlatform(layout, source))
  const index = { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests }
  layout.finish(layout.put(mediaTypes.ociIndex, index), 'base')
  return { architectures: sources.map(({ architecture }) => architecture) }
}

function writePlatform(
  layout: LayoutWriter,
  { architecture, from, loader }: { architecture: string; from: string; loader: string },
) {
  const names = readdirSync(from).filter((name) => LIBRARIES.test(name))
  const folder = (name: string) => ({ name: `${name}/`, content: '' })
  const archive = tar([
    ...['lib', 'lib64', 'tmp'].map(folder),
    file(loader, join(from, loader.split('/').pop() as string)),
    ...names.sort().map((name) => file(`lib/${name}`, join(from, name))),
  ])
  const layer = layout.put('application/vnd.oci.image.layer.v1.tar', archive)
  const config = layout.put('application/vnd.oci.image.config.v1+json', {
    architecture,
    os: 'linux',
    config: { Env: ['PATH=/usr/local/bin'] },
    rootfs: { type: 'layers', diff_ids: [digestOf(archive)] },
  })
  const manifest = { schemaVersion: 2, mediaType: mediaTypes.ociManifest, config, layers: [layer] }
  return { ...layout.put(mediaTypes.ociManifest, manifest), platform: { os: 'linux', architecture } }
}

function file(name: string, path: string): TarEntry {
  return { name, content: readFileSync(realpathSync(path)), mode: 0o755 }
}
