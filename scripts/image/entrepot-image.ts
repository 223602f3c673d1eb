// What an image of Entrepot is: its files on top of a base, and how an engine runs them.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Descriptor, mediaTypes } from '../../packages/oci/src/index.ts'
import { type TarEntry, tar } from '../../test/support/tar.ts'
import {
  digestOf,
  type ImageConfig,
  type LayoutImage,
  type LayoutReader,
  type LayoutWriter,
} from './oci-layout.ts'

const CONFIG = 'application/vnd.oci.image.config.v1+json'
const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip'

const PROGRAM = '/usr/local/bin/entrepot'
const DATA = '/var/lib/entrepot'
const PORT = 5000
/** `nonroot` of the common minimal bases; a number, so that Kubernetes can check `runAsNonRoot`. */
const USER = 65532
const second = 1_000_000_000 // nanoseconds, as Docker's configuration counts

export interface Facts {
  /** The project's folder. */
  readonly root: string
  /** Words for people, `org.opencontainers.image.*`. */
  readonly annotations: Readonly<Record<string, string>>
  /** Seconds since 1970, for all files and dates. */
  readonly time: number
}

/** Writes the image of one platform: the base's layers, then one with `program`, a file of that platform. */
export function writeImage(
  base: LayoutImage,
  program: string,
  facts: Facts,
  from: LayoutReader,
  to: LayoutWriter,
): Descriptor {
  for (const layer of base.manifest.layers) to.copy(layer, from)
  const archive = tar(files(program, facts))
  const layer = to.put(LAYER, Bun.gzipSync(archive as Uint8Array<ArrayBuffer>))
  const config = to.put(CONFIG, imageConfig(base.config, digestOf(archive), facts))
  const manifest = to.put(mediaTypes.ociManifest, {
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    config,
    layers: [...base.manifest.layers, layer],
    annotations: { ...facts.annotations, 'org.opencontainers.image.base.digest': base.digest },
  })
  return { ...manifest, platform: base.platform }
}

function files(program: string, { root, time }: Facts): TarEntry[] {
  const folder = (name: string) => ({ name: `${name}/`, content: '' })
  const document = (name: string) => ({
    name: `usr/share/doc/entrepot/${name}`,
    content: readFileSync(join(root, name)),
  })
  const entries: TarEntry[] = [
    // Docker makes folders that a base lacks for root alone, so that nobody else could start the program.
    ...['usr', 'usr/local', 'usr/local/bin', 'usr/share', 'usr/share/doc', 'var', 'var/lib'].map(folder),
    { name: PROGRAM.slice(1), content: readFileSync(program), mode: 0o755 },
    folder('usr/share/doc/entrepot'),
    document('LICENSE'),
    document('NOTICES.md'),
    // A new volume takes over the owner of the folder that it covers.
    { ...folder(DATA.slice(1)), mode: 0o750, owner: USER },
  ]
  return entries.map((entry) => ({ ...entry, modified: time }))
}

function imageConfig(base: ImageConfig, layer: string, { annotations, time }: Facts): ImageConfig {
  const created = new Date(time * 1000).toISOString()
  const inherited = (base.config?.Env as string[] | undefined) ?? []
  return {
    ...base,
    created,
    config: {
      User: `${USER}:${USER}`,
      Env: [
        ...inherited,
        `ENTREPOT_DATA_DIR=${DATA}`,
        'ENTREPOT_HTTP_HOST=0.0.0.0',
        `ENTREPOT_HTTP_PORT=${PORT}`,
      ],
      Entrypoint: [PROGRAM],
      Cmd: ['serve'],
      WorkingDir: DATA,
      ExposedPorts: { [`${PORT}/tcp`]: {} },
      Volumes: { [DATA]: {} },
      StopSignal: 'SIGTERM',
      Labels: annotations,
      // Docker's extension of the configuration: dockerd takes it from images of either kind.
      Healthcheck: {
        Test: ['CMD', PROGRAM, 'health'],
        Interval: 30 * second,
        Timeout: 5 * second,
        StartPeriod: 10 * second,
        Retries: 3,
      },
    },
    rootfs: { type: 'layers', diff_ids: [...base.rootfs.diff_ids, layer] },
    history: [...(base.history ?? []), { created, created_by: 'npm run image' }],
  }
}
