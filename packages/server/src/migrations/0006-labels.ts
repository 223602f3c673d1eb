// Labels and what carries them, and which manifests are accessories of others.
import { sql } from 'kysely'
import { type Columns, columns } from '../platform/database/columns.ts'
import type { Engine } from '../platform/database/database.ts'
import type { Migration, MigrationBuilder } from '../platform/database/migrations.ts'

export const labels: Migration = {
  version: 6,
  name: 'labels',
  async up(db, engine) {
    const types = columns(engine)
    await labelTables(db, types)
    await accessories(db, types)
    await fillAccessories(db, engine)
    await recount(db)
    await projectArtifacts(db, types)
  },
}

async function labelTables(db: MigrationBuilder, { id, int, text }: Columns): Promise<void> {
  await db.schema
    .createTable('labels')
    .addColumn('id', id)
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('description', text, (c) => c.notNull())
    .addColumn('color', text, (c) => c.notNull())
    .addColumn('scope', text, (c) => c.notNull())
    .addColumn('project_id', int, (c) => c.notNull())
    .addColumn('created_at', int, (c) => c.notNull())
    .addColumn('updated_at', int, (c) => c.notNull())
    .addColumn('deleted_at', int)
    .execute()
  const living = sql<boolean>`deleted_at is null`
  const index = (name: string) => db.schema.createIndex(`labels_${name}`).on('labels').where(living)
  await index('name').unique().columns(['scope', 'project_id', 'name']).execute()
  await index('newest').columns(['scope', 'project_id', 'id']).execute()
  await db.schema
    .createTable('artifact_labels')
    .addColumn('manifest_id', int, (c) => c.notNull().references('manifests.id'))
    .addColumn('label_id', int, (c) => c.notNull().references('labels.id'))
    .addColumn('repository_id', int, (c) => c.notNull())
    .addColumn('created_at', int, (c) => c.notNull())
    .addPrimaryKeyConstraint('artifact_labels_key', ['manifest_id', 'label_id'])
    .execute()
  await db.schema
    .createIndex('artifact_labels_of')
    .on('artifact_labels')
    .columns(['label_id', 'repository_id', 'manifest_id'])
    .execute()
}

async function accessories(db: MigrationBuilder, { text }: Columns): Promise<void> {
  await db.schema.alterTable('manifests').addColumn('accessory_of', text).execute()
  await db.schema.alterTable('manifests').addColumn('accessory_type', text).execute()
  await db.schema
    .createIndex('manifests_accessory')
    .on('manifests')
    .columns(['repository_id', 'accessory_of', 'id'])
    .where(sql<boolean>`accessory_of is not null`)
    .execute()
}

/** What was pushed before: manifests with a subject, and signatures, attestations and bills of materials by their tag. */
async function fillAccessories(db: MigrationBuilder, engine: Engine): Promise<void> {
  await sql`update manifests set accessory_of = subject, accessory_type = case artifact_type
    when 'application/vnd.dev.cosign.artifact.sig.v1+json' then 'signature.cosign'
    when 'application/vnd.dev.sigstore.bundle.v0.3+json' then 'signature.cosign'
    when 'application/vnd.cncf.notary.signature' then 'signature.notation'
    when 'application/vnd.goharbor.harbor.sbom.v1' then 'sbom.harbor'
    else 'subject.accessory' end where subject is not null`.execute(db)
  const named = engine === 'postgres' ? sql`t.name ~ '^sha256-[0-9a-f]{64}[.](sig|att|sbom)$'` : sqliteScheme
  await sql`update manifests set
    accessory_of = (select 'sha256:' || substr(t.name, 8, 64) from tags t
      where t.manifest_id = manifests.id and ${named} order by t.id limit 1),
    accessory_type = (select case when t.name like '%.sig' then 'signature.cosign' else 'subject.accessory' end
      from tags t where t.manifest_id = manifests.id and ${named} order by t.id limit 1)
    where subject is null and kind = 'image' and id in (select t.manifest_id from tags t where ${named})`.execute(
    db,
  )
}

const sqliteScheme = sql`t.name glob 'sha256-*' and (
  length(t.name) = 75 and (t.name glob '*.sig' or t.name glob '*.att') or length(t.name) = 76 and t.name glob '*.sbom'
) and substr(t.name, 8, 64) not glob '*[^0-9a-f]*'`

/** Lists show accessories no more; those that had a tag were counted. */
async function recount(db: MigrationBuilder): Promise<void> {
  const hidden = sql`(select m.repository_id, count(*) as hidden from manifests m
    where m.accessory_of is not null and m.listed = 1 group by m.repository_id)`
  await sql`update repositories set artifact_count = artifact_count -
    (select h.hidden from ${hidden} h where h.repository_id = repositories.id)
    where id in (select h.repository_id from ${hidden} h)`.execute(db)
  await sql`update manifests set listed = 0 where accessory_of is not null and listed = 1`.execute(db)
}

/** A project's artifacts in their order, and how many each of its repositories has. */
async function projectArtifacts(db: MigrationBuilder, { int }: Columns): Promise<void> {
  await db.schema.alterTable('manifests').addColumn('project_id', int).execute()
  await sql`update manifests set project_id =
    (select r.project_id from repositories r where r.id = manifests.repository_id)`.execute(db)
  await db.schema
    .createIndex('manifests_of_project')
    .on('manifests')
    .columns(['project_id', 'pushed_at', 'id'])
    .where(sql<boolean>`listed = 1`)
    .execute()
  await db.schema
    .createIndex('repositories_counted')
    .on('repositories')
    .columns(['project_id', 'artifact_count'])
    .where(sql<boolean>`visible_at is not null`)
    .execute()
}
