// The first tables: accounts, projects, content, the registry's protocol, the outbox, jobs and keys.
//
//   users ─┬─< members >── projects ──< repositories ─┬─< tags >── manifests ──< manifest_refs
//          └─< tokens                                 ├─< blob_links >── blobs ──< blob_locations
//                                                     └─< tag_history
//   uploads, events ──< deliveries, jobs, gc_blobs, gc_manifests, gc_keys, signing_keys, installation
import { sql } from 'kysely'
import { type Columns, columns } from '../platform/database/columns.ts'
import type { Migration, MigrationBuilder } from '../platform/database/migrations.ts'

export const core: Migration = {
  version: 1,
  name: 'core',
  async up(db, engine) {
    const types = columns(engine)
    await accounts(db, types)
    await projects(db, types)
    await blobs(db, types)
    await manifests(db, types)
    await uploads(db, types)
    await collection(db, types)
    await outboxAndJobs(db, types)
    await keys(db, types)
  },
}

async function accounts(db: MigrationBuilder, { id, int, text }: Columns): Promise<void> {
  await db.schema
    .createTable('users')
    .addColumn('id', id)
    .addColumn('username', text, (c) => c.notNull())
    .addColumn('email', text, (c) => c.notNull())
    .addColumn('realname', text, (c) => c.notNull())
    .addColumn('comment', text, (c) => c.notNull())
    .addColumn('password_hash', text, (c) => c.notNull())
    .addColumn('administrator', int, (c) => c.notNull())
    .addColumn('created_at', int, (c) => c.notNull())
    .addColumn('updated_at', int, (c) => c.notNull())
    .addColumn('deleted_at', int)
    .execute()
  // A deleted account's name and address are free again.
  const living = sql<boolean>`deleted_at is null`
  await db.schema
    .createIndex('users_username')
    .unique()
    .on('users')
    .column('username')
    .where(living)
    .execute()
  await db.schema.createIndex('users_email').unique().on('users').column('email').where(living).execute()
  await db.schema
    .createTable('tokens')
    .addColumn('id', id)
    .addColumn('kind', text, (c) => c.notNull())
    .addColumn('hash', text, (c) => c.notNull().unique())
    .addColumn('user_id', int, (c) => c.notNull().references('users.id'))
    .addColumn('client_id', text, (c) => c.notNull())
    .addColumn('created_at', int, (c) => c.notNull())
    .addColumn('expires_at', int, (c) => c.notNull())
    .execute()
  await db.schema.createIndex('tokens_user').on('tokens').column('user_id').execute()
  await db.schema.createIndex('tokens_expiry').on('tokens').column('expires_at').execute()
}

async function projects(db: MigrationBuilder, { id, int, text }: Columns): Promise<void> {
  await db.schema
    .createTable('projects')
    .addColumn('id', id)
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('public', int, (c) => c.notNull())
    .addColumn('owner_id', int, (c) => c.notNull().references('users.id'))
    .addColumn('policy_generation', int, (c) => c.notNull().defaultTo(0))
    .addColumn('repository_count', int, (c) => c.notNull().defaultTo(0))
    .addColumn('created_at', int, (c) => c.notNull())
    .addColumn('updated_at', int, (c) => c.notNull())
    .addColumn('deleted_at', int)
    .execute()
  const living = sql<boolean>`deleted_at is null`
  await db.schema.createIndex('projects_name').unique().on('projects').column('name').where(living).execute()
  await db.schema
    .createIndex('projects_public')
    .on('projects')
    .columns(['public', 'name'])
    .where(living)
    .execute()
  // The catalog's order: `a-b/x` comes before `a/x`.
  await db.schema
    .createIndex('projects_catalog')
    .on('projects')
    .expression(sql`(name || '/')`)
    .where(living)
    .execute()
  await db.schema
    .createTable('project_metadata')
    .addColumn('project_id', int, (c) => c.notNull().references('projects.id'))
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('value', text, (c) => c.notNull())
    .addPrimaryKeyConstraint('project_metadata_key', ['project_id', 'name'])
    .execute()
  await db.schema
    .createTable('members')
    .addColumn('id', id)
    .addColumn('project_id', int, (c) => c.notNull().references('projects.id'))
    .addColumn('subject_kind', text, (c) => c.notNull())
    .addColumn('subject_id', int, (c) => c.notNull())
    .addColumn('role_id', int, (c) => c.notNull())
    .addColumn('created_at', int, (c) => c.notNull())
    .addColumn('updated_at', int, (c) => c.notNull())
    .addUniqueConstraint('members_subject', ['project_id', 'subject_kind', 'subject_id'])
    .execute()
  await db.schema.createIndex('members_listed').on('members').columns(['project_id', 'id']).execute()
  await db.schema.createIndex('members_roles').on('members').columns(['project_id', 'role_id']).execute()
  await db.schema
    .createIndex('members_of')
    .on('members')
    .columns(['subject_kind', 'subject_id', 'project_id'])
    .execute()
  await db.schema
    .createTable('repositories')
    .addColumn('id', id)
    .addColumn('project_id', int, (c) => c.notNull().references('projects.id'))
    .addColumn('format', text, (c) => c.notNull())
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('path', text, (c) => c.notNull())
    .addColumn('description', text, (c) => c.notNull())
    .addColumn('artifact_count', int, (c) => c.notNull().defaultTo(0))
    .addColumn('pull_count', int, (c) => c.notNull().defaultTo(0))
    .addColumn('visible_at', int)
    .addColumn('created_at', int, (c) => c.notNull())
    .addColumn('updated_at', int, (c) => c.notNull())
    .addUniqueConstraint('repositories_path', ['format', 'path'])
    .execute()
  const visible = sql<boolean>`visible_at is not null`
  await db.schema
    .createIndex('repositories_catalog')
    .on('repositories')
    .columns(['format', 'path'])
    .where(visible)
    .execute()
  await db.schema
    .createIndex('repositories_of_project')
    .on('repositories')
    .columns(['project_id', 'path'])
    .where(visible)
    .execute()
  await db.schema
    .createIndex('repositories_newest')
    .on('repositories')
    .columns(['format', 'id'])
    .where(visible)
    .execute()
  await db.schema
    .createIndex('repositories_newest_of_project')
    .on('repositories')
    .columns(['project_id', 'format', 'id'])
    .where(visible)
    .execute()
}

async function blobs(db: MigrationBuilder, { id, int, text }: Columns): Promise<void> {
  await db.schema
    .createTable('blobs')
    .addColumn('id', id)
    .addColumn('digest', text, (c) => c.notNull().unique())
    .addColumn('size', int, (c) => c.notNull())
    .addColumn('created_at', int, (c) => c.notNull())
    .execute()
  await db.schema
    .createTable('blob_locations')
    .addColumn('blob_id', int, (c) => c.notNull().references('blobs.id'))
    .addColumn('store_id', int, (c) => c.notNull())
    .addColumn('key', text, (c) => c.notNull())
    .addColumn('state', text, (c) => c.notNull())
    .addColumn('verified_at', int, (c) => c.notNull())
    .addPrimaryKeyConstraint('blob_locations_key', ['blob_id', 'store_id'])
    .addUniqueConstraint('blob_locations_object', ['store_id', 'key'])
    .execute()
  await db.schema
    .createTable('blob_links')
    .addColumn('repository_id', int, (c) => c.notNull().references('repositories.id'))
    .addColumn('blob_id', int, (c) => c.notNull().references('blobs.id'))
    .addColumn('linked_at', int, (c) => c.notNull())
    .addPrimaryKeyConstraint('blob_links_key', ['repository_id', 'blob_id'])
    .execute()
  await db.schema.createIndex('blob_links_blob').on('blob_links').column('blob_id').execute()
}

async function manifests(db: MigrationBuilder, { id, int, text, bytes }: Columns): Promise<void> {
  await db.schema
    .createTable('manifests')
    .addColumn('id', id)
    .addColumn('repository_id', int, (c) => c.notNull().references('repositories.id'))
    .addColumn('digest', text, (c) => c.notNull())
    .addColumn('kind', text, (c) => c.notNull())
    .addColumn('type', text, (c) => c.notNull())
    .addColumn('media_type', text, (c) => c.notNull())
    .addColumn('artifact_type', text)
    .addColumn('config_media_type', text)
    .addColumn('subject', text)
    .addColumn('size', int, (c) => c.notNull())
    .addColumn('total_size', int, (c) => c.notNull())
    .addColumn('body', bytes, (c) => c.notNull())
    .addColumn('annotations', text)
    .addColumn('pushed_at', int, (c) => c.notNull())
    .addColumn('pushed_by', text, (c) => c.notNull())
    .addColumn('pulled_at', int)
    .addColumn('deleted_at', int)
    .addColumn('listed', int, (c) => c.notNull().defaultTo(0))
    .addUniqueConstraint('manifests_digest', ['repository_id', 'digest'])
    .execute()
  await db.schema
    .createIndex('manifests_subject')
    .on('manifests')
    .columns(['repository_id', 'subject', 'id'])
    .where(sql<boolean>`subject is not null`)
    .execute()
  await db.schema
    .createIndex('manifests_pushed')
    .on('manifests')
    .columns(['repository_id', 'pushed_at', 'id'])
    .execute()
  await db.schema
    .createIndex('manifests_listed')
    .on('manifests')
    .columns(['repository_id', 'pushed_at', 'id'])
    .where(sql<boolean>`listed = 1`)
    .execute()
  await db.schema
    .createIndex('manifests_listed_by_type')
    .on('manifests')
    .columns(['repository_id', 'type', 'pushed_at', 'id'])
    .where(sql<boolean>`listed = 1`)
    .execute()
  await db.schema
    .createTable('manifest_refs')
    .addColumn('manifest_id', int, (c) => c.notNull().references('manifests.id'))
    .addColumn('position', int, (c) => c.notNull())
    .addColumn('kind', text, (c) => c.notNull())
    .addColumn('digest', text, (c) => c.notNull())
    .addColumn('media_type', text, (c) => c.notNull())
    .addColumn('size', int, (c) => c.notNull())
    .addColumn('repository_id', int, (c) => c.notNull())
    .addColumn('blob_id', int)
    .addColumn('child_id', int)
    .addPrimaryKeyConstraint('manifest_refs_key', ['manifest_id', 'position'])
    .execute()
  const refs = (name: string) => db.schema.createIndex(`manifest_refs_${name}`).on('manifest_refs')
  await refs('blob').columns(['repository_id', 'blob_id']).execute()
  await refs('child').columns(['child_id', 'manifest_id']).execute()
  await refs('digest').columns(['repository_id', 'digest']).execute()
  await db.schema
    .createTable('tags')
    .addColumn('id', id)
    .addColumn('repository_id', int, (c) => c.notNull().references('repositories.id'))
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('manifest_id', int, (c) => c.notNull().references('manifests.id'))
    .addColumn('pushed_at', int, (c) => c.notNull())
    .addColumn('pulled_at', int)
    .addColumn('updated_by', text, (c) => c.notNull())
    .addUniqueConstraint('tags_name', ['repository_id', 'name'])
    .execute()
  await db.schema
    .createIndex('tags_manifest')
    .on('tags')
    .columns(['manifest_id', 'pushed_at', 'id'])
    .execute()
  await db.schema
    .createTable('tag_history')
    .addColumn('id', id)
    .addColumn('repository_id', int, (c) => c.notNull().references('repositories.id'))
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('old_digest', text)
    .addColumn('new_digest', text)
    .addColumn('actor', text, (c) => c.notNull())
    .addColumn('at', int, (c) => c.notNull())
    .execute()
  await db.schema
    .createIndex('tag_history_name')
    .on('tag_history')
    .columns(['repository_id', 'name', 'id'])
    .execute()
}

async function uploads(db: MigrationBuilder, { int, text }: Columns): Promise<void> {
  await db.schema
    .createTable('uploads')
    .addColumn('uuid', text, (c) => c.primaryKey())
    .addColumn('project_id', int, (c) => c.notNull().references('projects.id'))
    .addColumn('path', text, (c) => c.notNull())
    .addColumn('owner', text, (c) => c.notNull())
    .addColumn('address', text, (c) => c.notNull())
    .addColumn('algorithm', text, (c) => c.notNull())
    .addColumn('store_id', int, (c) => c.notNull())
    .addColumn('key', text)
    .addColumn('bytes', int, (c) => c.notNull())
    .addColumn('parts', text)
    .addColumn('hash_state', text)
    .addColumn('writer', text)
    .addColumn('writer_until', int, (c) => c.notNull())
    .addColumn('created_at', int, (c) => c.notNull())
    .addColumn('expires_at', int, (c) => c.notNull())
    .execute()
  await db.schema.createIndex('uploads_owner').on('uploads').column('owner').execute()
  await db.schema.createIndex('uploads_address').on('uploads').column('address').execute()
  await db.schema.createIndex('uploads_key').on('uploads').column('key').execute()
  await db.schema.createIndex('uploads_expiry').on('uploads').column('expires_at').execute()
}

/** What collection reviews: written from the first push on, each event postponing the review of what it touched. */
async function collection(db: MigrationBuilder, { int, text }: Columns): Promise<void> {
  await db.schema
    .createTable('gc_blobs')
    .addColumn('blob_id', int, (c) => c.primaryKey().references('blobs.id'))
    .addColumn('due_at', int, (c) => c.notNull())
    .addColumn('attempts', int, (c) => c.notNull().defaultTo(0))
    .addColumn('cause', text, (c) => c.notNull())
    .execute()
  await db.schema
    .createTable('gc_manifests')
    .addColumn('manifest_id', int, (c) => c.primaryKey().references('manifests.id'))
    .addColumn('due_at', int, (c) => c.notNull())
    .addColumn('attempts', int, (c) => c.notNull().defaultTo(0))
    .addColumn('cause', text, (c) => c.notNull())
    .execute()
  await db.schema
    .createTable('gc_keys')
    .addColumn('store_id', int, (c) => c.notNull())
    .addColumn('key', text, (c) => c.notNull())
    .addColumn('due_at', int, (c) => c.notNull())
    .addPrimaryKeyConstraint('gc_keys_key', ['store_id', 'key'])
    .execute()
  for (const table of ['gc_blobs', 'gc_manifests', 'gc_keys']) {
    await db.schema.createIndex(`${table}_due`).on(table).column('due_at').execute()
  }
}

async function outboxAndJobs(db: MigrationBuilder, { id, int, text }: Columns): Promise<void> {
  await db.schema
    .createTable('events')
    .addColumn('seq', id)
    .addColumn('at', int, (c) => c.notNull())
    .addColumn('kind', text, (c) => c.notNull())
    .addColumn('project_id', int)
    .addColumn('actor', text, (c) => c.notNull())
    .addColumn('request_id', text, (c) => c.notNull())
    .addColumn('traceparent', text)
    .addColumn('body', text, (c) => c.notNull())
    .execute()
  await db.schema.createIndex('events_at').on('events').column('at').execute()
  await db.schema
    .createTable('deliveries')
    .addColumn('consumer', text, (c) => c.notNull())
    .addColumn('seq', int, (c) => c.notNull().references('events.seq'))
    .addColumn('due_at', int, (c) => c.notNull())
    .addColumn('attempts', int, (c) => c.notNull().defaultTo(0))
    .addPrimaryKeyConstraint('deliveries_key', ['consumer', 'seq'])
    .execute()
  await db.schema
    .createTable('jobs')
    .addColumn('id', id)
    .addColumn('kind', text, (c) => c.notNull())
    .addColumn('key', text, (c) => c.notNull())
    .addColumn('state', text, (c) => c.notNull())
    .addColumn('payload', text, (c) => c.notNull())
    .addColumn('progress', text)
    .addColumn('error', text)
    .addColumn('traceparent', text)
    .addColumn('priority', int, (c) => c.notNull().defaultTo(0))
    .addColumn('attempts', int, (c) => c.notNull().defaultTo(0))
    .addColumn('due_at', int, (c) => c.notNull())
    .addColumn('lease_until', int, (c) => c.notNull())
    .addColumn('epoch', int, (c) => c.notNull().defaultTo(0))
    .addColumn('cancel_requested', int, (c) => c.notNull().defaultTo(0))
    .addColumn('rerun_at', int)
    .addColumn('created_at', int, (c) => c.notNull())
    .addColumn('finished_at', int)
    .execute()
  await db.schema.createIndex('jobs_due').on('jobs').columns(['state', 'due_at']).execute()
  await db.schema.createIndex('jobs_named').on('jobs').columns(['kind', 'key', 'id']).execute()
  await db.schema.createIndex('jobs_finished').on('jobs').columns(['state', 'finished_at']).execute()
  await db.schema
    .createIndex('jobs_order')
    .on('jobs')
    .columns(['priority desc', 'due_at', 'id'])
    .where(sql<boolean>`state = 'waiting'`)
    .execute()
  await db.schema
    .createIndex('jobs_active')
    .unique()
    .on('jobs')
    .columns(['kind', 'key'])
    .where(sql<boolean>`state in ('waiting', 'running')`)
    .execute()
}

async function keys(db: MigrationBuilder, { int, text }: Columns): Promise<void> {
  await db.schema
    .createTable('signing_keys')
    .addColumn('kid', text, (c) => c.primaryKey())
    .addColumn('algorithm', text, (c) => c.notNull())
    .addColumn('public_jwk', text, (c) => c.notNull())
    .addColumn('sealed', text, (c) => c.notNull())
    .addColumn('key_version', int, (c) => c.notNull())
    .addColumn('created_at', int, (c) => c.notNull())
    .addColumn('retired_at', int)
    .execute()
  await db.schema
    .createTable('installation')
    .addColumn('name', text, (c) => c.primaryKey())
    .addColumn('value', text, (c) => c.notNull())
    .execute()
}
