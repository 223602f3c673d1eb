// Artifacts as large as they come: an index of many platforms with many referrers, and an image of many layers.
import type { Account } from './accounts.ts'
import { ArtifactSamples, type IndexPart } from './artifact-samples.ts'
import { basic, blobOf, RegistryClient } from './registry-client.ts'
import type { TestServer } from './server.ts'
import { writeStraight } from './write-straight.ts'

const largest = { platforms: 50, referrers: 500, layers: 100 } as const

/** The same digests on every server. */
const layerOf = (size: number, seed: string) => blobOf(new TextEncoder().encode(seed.padEnd(size, '.')))

/** Pushes `1.0` (the index), `layered` and `layered-next` to a repository that exists. */
export async function pushLargeArtifacts(
  server: TestServer,
  { name, password }: Account,
  repository: string,
): Promise<void> {
  const samples = new ArtifactSamples(new RegistryClient(server.url, basic(name, password)))
  const shared = layerOf(2_000, 'base')
  const parts: IndexPart[] = []
  for (let n = 0; n < largest.platforms; n++) {
    const architecture = `arch${n}`
    const sample = {
      layers: [shared, layerOf(500, architecture)],
      steps: ['FROM scratch', 'COPY app /app'],
      architecture,
    }
    parts.push({ of: await samples.image(repository, undefined, sample), architecture })
  }
  const index = await samples.index(repository, '1.0', parts)
  await refer(server, index.digest)
  const layers = Array.from({ length: largest.layers }, (_, n) => layerOf(300 + n, `layer ${n}`))
  const steps = layers.map((_, n) => `RUN /bin/sh -c step ${n}`)
  await samples.image(repository, 'layered', { layers, steps })
  await samples.image(repository, 'layered-next', {
    layers: [...layers.slice(1), layerOf(300, 'last')],
    steps,
  })
}

/** Signatures and the like, written straight into the database. */
async function refer(server: TestServer, digest: string): Promise<void> {
  const body = `cast('{"schemaVersion":2}' as ${server.database.engine === 'sqlite' ? 'blob' : 'bytea'})`
  const padded = `('${'f'.repeat(64)}' || cast(n.i as text))`
  const steps = [
    `insert into manifests (repository_id, project_id, digest, kind, type, media_type, artifact_type, config_media_type,
       subject, accessory_of, accessory_type, size, total_size, body, pushed_at, pushed_by, listed)
     with recursive n(i) as (select 1 union all select i + 1 from n where i < ${largest.referrers})
     select m.repository_id, m.project_id, 'sha256:' || substr(${padded}, length(${padded}) - 63, 64), 'image', 'IMAGE',
       'application/vnd.oci.image.manifest.v1+json', 'application/vnd.dev.cosign.artifact.sig.v1+json',
       'application/vnd.oci.empty.v1+json', m.digest, m.digest, 'signature.cosign', 500, 900, ${body},
       m.pushed_at + i, 'admin', 0 from n cross join (select * from manifests where digest = '${digest}') m`,
    `insert into manifest_refs (manifest_id, position, kind, digest, media_type, size, repository_id)
     select id, 1, 'layer', digest, 'application/octet-stream', 400, repository_id from manifests
     where subject = '${digest}'`,
  ]
  await writeStraight(server, steps)
}
