// One large blob on every peer, pushed to the registries and laid beside the file server's configuration.
import { randomFillSync } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { nginxBlobs } from '../peers/nginx.ts'
import { credentials, type Runner } from './field.ts'
import { repositoryName } from './names.ts'
import { contentOf, pushBlob } from './push.ts'

export const gibibyte = 1024 ** 3
export const mebibyte = 1024 ** 2

const repository = repositoryName(0)

export interface LargeBlob {
  readonly path: string
  readonly size: number
}

export function randomBytes(size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size)
  // The system's generator gives at most 2 GiB at once, and is slow: one part is enough to be incompressible.
  const part = randomFillSync(new Uint8Array(Math.min(size, 16 * mebibyte)))
  for (let start = 0; start < size; start += part.length) bytes.set(part.subarray(0, size - start), start)
  return bytes
}

export async function placeBlob(runners: readonly Runner[], size: number): Promise<LargeBlob> {
  const content = contentOf(randomBytes(size))
  for (const runner of runners) {
    if (runner.name === 'nginx') {
      const folder = join(runner.folder, nginxBlobs)
      await mkdir(folder, { recursive: true })
      await Bun.write(join(folder, content.digest.slice('sha256:'.length)), content.bytes)
    } else {
      await pushBlob(runner, repository, content)
    }
  }
  return { path: `/v2/${repository}/blobs/${content.digest}`, size }
}

export function blobHeaders(runner: Runner): Promise<Record<string, string>> {
  return credentials(runner, repository)
}
