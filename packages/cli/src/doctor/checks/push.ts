// Pushes a small artifact of random bytes, which no registry has yet.
import { randomBytes } from 'node:crypto'
import { mediaTypes } from '@entrepot/oci'
import { type Check, ok, skipped } from '../check.ts'
import { needsAdmission, needsRepository } from '../mends.ts'
import { digestOf, pushBlob, Refusal, refusedPush } from '../uploads.ts'
import type { Artifact, Visit } from '../visit.ts'

const layerSize = 1024 // bytes

export const pushCheck: Check = {
  name: 'push',
  async run(visit) {
    const problem = pushProblem(visit)
    if (problem !== undefined) return skipped(problem)
    try {
      visit.artifact = await push(visit)
    } catch (error) {
      return refusedPush(error, visit)
    }
    return ok(`${visit.options.repository}:${visit.artifact.tag}, a layer of ${layerSize} bytes`)
  },
}

/** Why nothing can be pushed; undefined when it can be tried. */
export function pushProblem({ options, challenge, admitted }: Visit): string | undefined {
  if (options.repository === undefined) return needsRepository
  if (challenge && !options.credentials) return needsAdmission
  return admitted ? undefined : 'the login failed'
}

async function push(visit: Visit): Promise<Artifact> {
  const config = new TextEncoder().encode('{}')
  const layer = new Uint8Array(randomBytes(layerSize))
  await pushBlob(visit, config)
  await pushBlob(visit, layer)
  const manifest = manifestOf(config, layer)
  const tag = `entrepot-doctor-${randomBytes(6).toString('hex')}`
  const answer = await visit.sendAsUser('PUT', `/v2/${visit.options.repository}/manifests/${tag}`, {
    headers: { 'content-type': mediaTypes.ociManifest },
    body: manifest,
  })
  if (answer.status !== 201) throw new Refusal('pushing the manifest', answer)
  const bytes = new TextEncoder().encode(manifest)
  return {
    manifest: { digest: digestOf(bytes), size: bytes.byteLength },
    blob: { digest: digestOf(layer), size: layerSize },
    tag,
  }
}

function manifestOf(config: Uint8Array, layer: Uint8Array): string {
  const described = (mediaType: string, bytes: Uint8Array) => {
    return { mediaType, digest: digestOf(bytes), size: bytes.byteLength }
  }
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    artifactType: 'application/vnd.entrepot.doctor.v1',
    config: described(mediaTypes.ociEmpty, config),
    layers: [described('application/octet-stream', layer)],
  })
}
