// skopeo: containers/image on its own; umoci unpacks what it moved.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bench } from './bench.ts'
import { type Client, exactly } from './client.ts'
import { containersAccess } from './containers-access.ts'
import { digestOf, LAYOUT_TAG } from './image.ts'
import { mustPass, run } from './run.ts'

export const skopeo: Client = {
  name: 'skopeo',
  needs: ['skopeo', 'umoci'],
  cannot: {},
  moves: exactly,
  async open(bench, home) {
    const env = bench.environment(home)
    const access = await containersAccess(bench, home)
    const on = (side: 'src' | 'dest') => access.map((word) => word.replace(/^--(tls|cert)/, `--${side}-$1`))
    const skopeo = (...args: string[]) => run(['skopeo', ...args], { env })
    // `dir:` keeps every manifest as it is; `oci:` would convert Docker's.
    const copyOut = (reference: string, folder: string, ...more: string[]) =>
      skopeo('copy', ...more, ...on('src'), `docker://${reference}`, `dir:${folder}`)
    const copyIn = (layout: string, reference: string, ...more: string[]) =>
      skopeo('copy', ...more, ...on('dest'), `oci:${layout}:${LAYOUT_TAG}`, `docker://${reference}`)
    return {
      login: ({ user, password }) =>
        run(['skopeo', 'login', ...access, '--username', user, '--password-stdin', bench.registry.host], {
          env,
          input: password,
        }),
      push: ({ files }, reference) => copyIn(files.layout, reference),
      pull: (reference, folder) => copyOut(reference, folder),
      pushIndex: ({ files }, reference) => copyIn(files.multiLayout, reference, '--all'),
      pullIndex: (reference, folder) => copyOut(reference, folder, '--all'),
      delete: (reference) => skopeo('delete', ...access, `docker://${reference}`),
    }
  },
  extras: { 'umoci unpacks what it moved': unpackWithUmoci },
}

async function unpackWithUmoci(bench: Bench): Promise<void> {
  const subject = await bench.subject('umoci')
  const reference = bench.reference('skopeo/umoci')
  const folder = await bench.newFolder('umoci')
  const session = await skopeo.open(bench, await bench.newFolder('umoci-home'))
  await session.login(bench.registry.developer)
  mustPass(await session.push!(subject, reference))
  mustPass(await session.pull!(reference, folder))
  const layout = `${await bench.newFolder('layout')}:${LAYOUT_TAG}`
  const bundle = await bench.newFolder('bundle')
  const env = bench.environment(folder)
  mustPass(await run(['skopeo', 'copy', `dir:${folder}`, `oci:${layout}`], { env }))
  mustPass(await run(['umoci', 'unpack', '--rootless', '--image', layout, bundle], { env }))
  const greeting = await readFile(join(bundle, 'rootfs/etc/greeting'), 'utf8')
  if (greeting !== 'umoci on amd64\n') throw new Error(`etc/greeting holds: ${greeting}`)
  const noise = digestOf(await readFile(join(bundle, 'rootfs/usr/share/noise')))
  // The layer is a tar archive of this one file: 512 bytes of header, the file, then padding.
  const layer = subject.image.platforms.amd64.unpacked[1]!.bytes
  const size = Number.parseInt(Buffer.from(layer.subarray(124, 135)).toString(), 8)
  if (noise !== digestOf(layer.subarray(512, 512 + size))) throw new Error('usr/share/noise has other bytes')
}
