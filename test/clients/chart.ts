// Makes a helm chart: the smallest that helm pushes, with bytes that depend on its name and version alone.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { tar } from '../support/tar.ts'
import { type Blob, descriptor, digestOf, IMAGE_MANIFEST } from './image.ts'

/** A chart's package, and the manifest and config that an `oci://` repository holds for it. */
export type Chart = { name: string; version: string; archive: Blob; manifest: Blob; config: Blob }

function blob(mediaType: string, bytes: Uint8Array): Blob {
  return { mediaType, bytes, digest: digestOf(bytes) }
}

export function makeChart(name: string, version: string): Chart {
  const about = { apiVersion: 'v2', name, version, description: 'A chart to move', type: 'application' }
  // JSON is YAML too.
  const chartFile = JSON.stringify(about)
  const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { greeting: 'hello' } }
  const files = tar([
    { name: `${name}/Chart.yaml`, content: chartFile },
    { name: `${name}/templates/map.yaml`, content: JSON.stringify(map) },
    { name: `${name}/values.yaml`, content: '{}\n' },
  ])
  const archive = blob(
    'application/vnd.cncf.helm.chart.content.v1.tar+gzip',
    Bun.gzipSync(Buffer.from(files), { level: 6 }),
  )
  const config = blob('application/vnd.cncf.helm.config.v1+json', Buffer.from(chartFile))
  const manifest = blob(
    IMAGE_MANIFEST,
    Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: IMAGE_MANIFEST,
        config: descriptor(config),
        layers: [descriptor(archive)],
      }),
    ),
  )
  return { name, version, archive, manifest, config }
}

/** Writes the chart's package into `folder`, and answers its path. */
export async function writeChart(chart: Chart, folder: string): Promise<string> {
  const path = join(folder, `${chart.name}-${chart.version}.tgz`)
  await writeFile(path, chart.archive.bytes)
  return path
}
