// A registry with very many repositories, and one with very many tags, written straight into the database.
import type { TestServer } from './server.ts'
import { writeStraight } from './write-straight.ts'

export interface LargeRegistry {
  /** In the project `many`. */
  readonly repositories: number
  /** Of the repository `many/tagged`, two on each of its images. */
  readonly tags: number
}

/** Public, owned by the first account. A few statements for each table: row by row would take minutes. */
export async function fillLargeRegistry(server: TestServer, amount: LargeRegistry): Promise<void> {
  const { repositories, tags } = amount
  const now = Date.now()
  const body = `cast('{"schemaVersion":2}' as ${server.database.engine === 'sqlite' ? 'blob' : 'bytea'})`
  const padded = `('${'0'.repeat(64)}' || cast(n.i as text))`
  const project = "(select id from projects where name = 'many')"
  const tagged = "(select id from repositories where path = 'many/tagged')"
  const columns = `project_id, format, name, path, description, artifact_count, pull_count, visible_at,
    created_at, updated_at`
  const steps = [
    `insert into projects (name, public, owner_id, repository_count, created_at, updated_at)
     values ('many', 1, 1, ${repositories + 1}, ${now}, ${now})`,
    `insert into repositories (${columns}) ${numbers(repositories)}
     select ${project}, 'oci', 'r' || i, 'many/r' || i, '', 0, i % 1000, ${now}, ${now} - i, ${now} - i from n`,
    `insert into repositories (${columns})
     values (${project}, 'oci', 'tagged', 'many/tagged', '', ${tags / 2}, 0, ${now}, ${now}, ${now} + 1)`,
    `insert into manifests (repository_id, project_id, digest, kind, type, media_type, config_media_type, size, total_size, body,
       pushed_at, pushed_by, listed) ${numbers(tags / 2)}
     select ${tagged}, ${project}, 'sha256:' || substr(${padded}, length(${padded}) - 63, 64), 'image', 'IMAGE',
       'application/vnd.oci.image.manifest.v1+json', 'application/vnd.oci.image.config.v1+json', 500, 10000000 + i,
       ${body}, ${now} - i * 1000, 'admin', 1 from n`,
    `insert into tags (repository_id, name, manifest_id, pushed_at, updated_by) ${numbers(tags)}
     select ${tagged}, 'v1.' || (n.i / 100) || '.' || (n.i % 100), m.id, ${now} - n.i * 500, 'admin' from n
     join (select id, row_number() over (order by id) - 1 as place from manifests where repository_id = ${tagged}) m
       on m.place = n.i / 2`,
    'analyze',
  ]
  await writeStraight(server, steps)
}

function numbers(count: number): string {
  return `with recursive n(i) as (select 0 union all select i + 1 from n where i < ${count - 1})`
}
