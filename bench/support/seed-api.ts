// Fills a database of either engine with projects, repositories, artifacts, tags and audit rows, by a few statements:
// one for each table, as a million rows would take too long one by one.
import { openPostgres } from '../../packages/server/src/drivers/database/postgres/postgres.ts'
import { openSqlite } from '../../packages/server/src/drivers/database/sqlite/sqlite.ts'
import { roleIds } from '../../packages/server/src/features/authorization/index.ts'
import { Passwords } from '../../packages/server/src/features/identity/index.ts'
import { migrations } from '../../packages/server/src/migrations/index.ts'
import { systemClock } from '../../packages/server/src/platform/clock.ts'
import { type Engine, statements } from '../../packages/server/src/platform/database/database.ts'
import { migrate } from '../../packages/server/src/platform/database/migrations.ts'
import { accountName, password, userCount } from './seed-entrepot.ts'

export const repositoriesEach = 100
export const artifactsEach = 10
export const tagsEach = 5

/** Where a server of ours finds its data. */
export interface Place {
  /** The file of SQLite, or a `postgres://` URL. */
  readonly database: string
}

export interface Amount {
  readonly projects: number
  readonly auditRows: number
}

export const project = (index: number) => `p${index}`
export const repository = (index: number) => `r${index}`
export const tag = (index: number) => `v${index}`

/** Every user is a developer in every project; each artifact has its tags, and none is pulled yet. */
export async function seedApi({ database }: Place, { projects, auditRows }: Amount): Promise<void> {
  const db = database.startsWith('postgres:')
    ? openPostgres(database, { connections: 1, statementTimeoutMs: 0 })
    : openSqlite(database)
  try {
    await migrate(db, migrations, systemClock)
    const run = (sql: string) => db.transaction(async (tx) => void (await tx[statements].execute(sql, [])))
    for (const sql of await contentOf(projects, db.engine)) await run(sql)
    await run(auditOf(auditRows, projects))
    // What is pushed is indexed for search at once; a server that found so much unindexed would be busy with that alone.
    await run(`insert into installation (name, value)
      values ('search.filled.repositories', 'done'), ('search.filled.artifacts', 'done')`)
    await run('analyze')
  } finally {
    await db.close()
  }
}

/** `count` rows of one number `i`, from 0: the same words on both engines. */
function numbers(name: string, count: number): string {
  return `with recursive ${name}(i) as (select 0 union all select i + 1 from ${name} where i < ${count - 1})`
}

/** A number as a digest: unique, and of the right form. */
function digest(number: string): string {
  const padded = `('${'0'.repeat(64)}' || cast(${number} as text))`
  return `'sha256:' || substr(${padded}, length(${padded}) - 63, 64)`
}

async function contentOf(projects: number, engine: Engine): Promise<string[]> {
  const hash = (await new Passwords().hash(password)).replaceAll("'", "''")
  const now = systemClock()
  const user = (name: string, administrator: number) =>
    `('${name}', '${name}@example.com', '${name}', '', '${hash}', ${administrator}, ${now}, ${now})`
  const users = Array.from({ length: userCount }, (_, index) => user(accountName(index), 0))
  const manifest = `r.id * ${artifactsEach} + n.i`
  const body = `cast('{"schemaVersion":2}' as ${engine === 'sqlite' ? 'blob' : 'bytea'})`
  return [
    `insert into users (username, email, realname, comment, password_hash, administrator, created_at, updated_at)
     values ${[user('admin', 1), ...users].join(', ')}`,
    `insert into projects (name, public, owner_id, repository_count, created_at, updated_at)
     ${numbers('n', projects)} select 'p' || i, 0, 1, ${repositoriesEach}, ${now} + i, ${now} + i from n`,
    `insert into members (project_id, subject_kind, subject_id, role_id, created_at, updated_at)
     select p.id, 'user', u.id, ${roleIds.developer}, ${now}, ${now} from projects p cross join users u`,
    `insert into repositories
       (project_id, format, name, path, description, artifact_count, visible_at, created_at, updated_at)
     ${numbers('n', repositoriesEach)}
     select p.id, 'oci', 'r' || n.i, p.name || '/r' || n.i, '', ${artifactsEach}, ${now}, ${now} + n.i, ${now} + n.i
     from projects p cross join n`,
    `insert into manifests (repository_id, digest, kind, type, media_type, config_media_type, size, total_size, body,
       pushed_at, pushed_by, listed)
     ${numbers('n', artifactsEach)}
     select r.id, ${digest(manifest)}, 'image', 'IMAGE', 'application/vnd.oci.image.manifest.v1+json',
       'application/vnd.oci.image.config.v1+json', 500, 10000000, ${body}, ${now} + n.i, 'admin', 1
     from repositories r cross join n`,
    `insert into tags (repository_id, name, manifest_id, pushed_at, updated_by)
     ${numbers('n', artifactsEach)}, t(i) as (select i from n where i < ${tagsEach})
     select r.id, 'v' || (n.i * ${tagsEach} + t.i), m.id, ${now} + t.i, 'admin'
     from repositories r cross join n cross join t
     join manifests m on m.repository_id = r.id and m.digest = ${digest(manifest)}`,
  ]
}

function auditOf(rows: number, projects: number): string {
  const now = systemClock()
  return `insert into audit (id, at, username, actor_type, actor_id, via, address, request_id, operation,
      resource_type, resource, description, succeeded, project_id)
    ${numbers('n', rows)}
    select -1 - i, ${now} - i * 1000, 'user' || (i % ${userCount}), 'user', 2, 'password', '127.0.0.1', '', 'pull',
      'artifact', 'p' || (i % ${projects}) || '/r1:v1', '', 1, i % ${projects} + 1 from n`
}
