// Fills a database of ours directly, through its schema: accounts for every run, and catalogs too large to push.
//
// It runs before the server starts, as one process owns the database. What it writes is what pushes would have left:
// projects with their members, visible repositories with their counters, one manifest and one tag in each.
import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { openSqlite } from '../../packages/server/src/drivers/database/sqlite/sqlite.ts'
import { roleIds } from '../../packages/server/src/features/authorization/index.ts'
import { Passwords } from '../../packages/server/src/features/identity/index.ts'
import { migrations } from '../../packages/server/src/migrations/index.ts'
import { systemClock } from '../../packages/server/src/platform/clock.ts'
import type { Database, Transaction } from '../../packages/server/src/platform/database/database.ts'
import { migrate } from '../../packages/server/src/platform/database/migrations.ts'
import { queries } from '../../packages/server/src/platform/database/queries.ts'
import { projectCount, projectName, repositoryName, tagName } from './names.ts'

export const userCount = 50
export const password = 'Benchmark-12345'
const batch = 500

export function accountName(user: number): string {
  return `user${user % userCount}`
}

/** 50 users, each a developer in each of the private projects. */
export async function seedAccounts(dataDir: string): Promise<void> {
  await withDatabase(dataDir, async (db) => {
    const passwordHash = await new Passwords().hash(password)
    await db.transaction((tx) => insertAccounts(tx, passwordHash))
  })
}

/** So many repositories with an image each. */
export async function seedRepositories(dataDir: string, count: number): Promise<void> {
  await withDatabase(dataDir, async (db) => {
    for (let start = 0; start < count; start += batch) {
      const indexes = Array.from({ length: Math.min(batch, count - start) }, (_, index) => start + index)
      await db.transaction((tx) => insertRepositories(tx, indexes))
    }
  })
}

/** One repository, the last in the order of names, with so many tags on one image. */
export async function seedTags(dataDir: string, repository: number, count: number): Promise<void> {
  await withDatabase(dataDir, async (db) => {
    await db.transaction((tx) => insertRepositories(tx, [repository], []))
    const { id } = await queries(db)
      .selectFrom('manifests as m')
      .innerJoin('repositories as r', 'r.id', 'm.repository_id')
      .select('m.id')
      .where('r.path', '=', repositoryName(repository))
      .executeTakeFirstOrThrow()
    for (let start = 0; start < count; start += batch) {
      const names = Array.from({ length: Math.min(batch, count - start) }, (_, index) =>
        tagName(start + index),
      )
      await db.transaction((tx) => insertTags(tx, id, names))
    }
  })
}

async function withDatabase(dataDir: string, work: (db: Database) => Promise<void>): Promise<void> {
  await mkdir(dataDir, { recursive: true })
  const db = openSqlite(join(dataDir, 'entrepot.sqlite'))
  try {
    await migrate(db, migrations, systemClock)
    await work(db)
  } finally {
    await db.close()
  }
}

async function insertAccounts(tx: Transaction, passwordHash: string): Promise<void> {
  const now = systemClock()
  const times = { created_at: now, updated_at: now }
  const account = (username: string, administrator: number) => ({
    ...times,
    username,
    email: `${username}@example.com`,
    realname: username,
    comment: '',
    password_hash: passwordHash,
    administrator,
    deleted_at: null,
  })
  const users = await queries(tx)
    .insertInto('users')
    .values([account('admin', 1), ...numbers(userCount).map((index) => account(accountName(index), 0))])
    .returning('id')
    .execute()
  const owner_id = users[0]!.id
  const projects = await queries(tx)
    .insertInto('projects')
    .values(
      numbers(projectCount).map((index) => ({
        ...times,
        name: projectName(index),
        public: 0,
        owner_id,
        deleted_at: null,
      })),
    )
    .returning('id')
    .execute()
  for (const project of projects) {
    const member = {
      ...times,
      project_id: project.id,
      subject_kind: 'user' as const,
      role_id: roleIds.developer,
    }
    await queries(tx)
      .insertInto('members')
      .values(users.map(({ id }) => ({ ...member, subject_id: id })))
      .execute()
  }
}

async function insertRepositories(tx: Transaction, indexes: number[], tags = ['latest']): Promise<void> {
  const now = systemClock()
  const projects = await queries(tx).selectFrom('projects').select(['id', 'name']).execute()
  const idOf = new Map(projects.map(({ id, name }) => [name, id]))
  const rows = await queries(tx)
    .insertInto('repositories')
    .values(
      indexes.map((index) => {
        const path = repositoryName(index)
        return {
          project_id: idOf.get(projectName(index))!,
          format: 'oci',
          name: path.slice(path.indexOf('/') + 1),
          path,
          description: '',
          artifact_count: 1,
          visible_at: now,
          created_at: now,
          updated_at: now,
        }
      }),
    )
    .returning(['id', 'project_id', 'path'])
    .execute()
  for (const { project_id } of rows) {
    await queries(tx)
      .updateTable('projects')
      .set((eb) => ({ repository_count: eb('repository_count', '+', 1) }))
      .where('id', '=', project_id)
      .execute()
  }
  const manifests = await queries(tx)
    .insertInto('manifests')
    .values(rows.map(({ id, path }) => manifestRow(id, path, now)))
    .returning('id')
    .execute()
  for (const { id } of manifests) await insertTags(tx, id, tags)
}

function manifestRow(repository_id: number, path: string, now: number) {
  const body = new TextEncoder().encode(JSON.stringify({ schemaVersion: 2, annotations: { path } }))
  return {
    repository_id,
    digest: `sha256:${createHash('sha256').update(body).digest('hex')}`,
    kind: 'image' as const,
    type: 'IMAGE',
    media_type: 'application/vnd.oci.image.manifest.v1+json',
    artifact_type: null,
    config_media_type: null,
    subject: null,
    size: body.byteLength,
    total_size: body.byteLength,
    body,
    annotations: null,
    pushed_at: now,
    pushed_by: 'admin',
    listed: 1,
    pulled_at: null,
    deleted_at: null,
  }
}

async function insertTags(tx: Transaction, manifest: number, names: string[]): Promise<void> {
  if (names.length === 0) return
  const now = systemClock()
  const { repository_id } = await queries(tx)
    .selectFrom('manifests')
    .select('repository_id')
    .where('id', '=', manifest)
    .executeTakeFirstOrThrow()
  const tag = { repository_id, manifest_id: manifest, pushed_at: now, pulled_at: null, updated_by: 'admin' }
  await queries(tx)
    .insertInto('tags')
    .values(names.map((name) => ({ ...tag, name })))
    .execute()
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index)
}
