// Groups of users, custom roles and robots.
//
//   users ──< group_members >── groups
//   members names a user or a group, and a built-in role or one of roles; robots belong to a project or to the system.
import { sql } from 'kysely'
import { type Columns, columns } from '../platform/database/columns.ts'
import type { Migration, MigrationBuilder } from '../platform/database/migrations.ts'

export const robotsAndRoles: Migration = {
  version: 2,
  name: 'robots-and-roles',
  async up(db, engine) {
    const types = columns(engine)
    await db.schema
      .alterTable('users')
      .addColumn('administrator_by_provider', types.int, (c) => c.notNull().defaultTo(0))
      .execute()
    await groups(db, types)
    await roles(db, types)
    await robots(db, types)
  },
}

async function groups(db: MigrationBuilder, { id, int, text }: Columns): Promise<void> {
  await db.schema
    .createTable('groups')
    .addColumn('id', id)
    .addColumn('kind', int, (c) => c.notNull())
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('ldap_dn', text)
    .addColumn('created_at', int, (c) => c.notNull())
    .addColumn('updated_at', int, (c) => c.notNull())
    .addUniqueConstraint('groups_name', ['kind', 'name'])
    .execute()
  await db.schema
    .createIndex('groups_ldap_dn')
    .unique()
    .on('groups')
    .column('ldap_dn')
    .where(sql<boolean>`ldap_dn is not null`)
    .execute()
  await db.schema.createIndex('groups_listed').on('groups').columns(['name', 'id']).execute()
  await db.schema
    .createTable('group_members')
    .addColumn('group_id', int, (c) => c.notNull().references('groups.id'))
    .addColumn('user_id', int, (c) => c.notNull().references('users.id'))
    .addPrimaryKeyConstraint('group_members_key', ['user_id', 'group_id'])
    .execute()
  await db.schema.createIndex('group_members_group').on('group_members').column('group_id').execute()
}

async function roles(db: MigrationBuilder, { int, text }: Columns): Promise<void> {
  await db.schema
    .createTable('roles')
    .addColumn('id', int, (c) => c.primaryKey())
    .addColumn('name', text, (c) => c.notNull().unique())
    .addColumn('description', text, (c) => c.notNull())
    .addColumn('permissions', text, (c) => c.notNull())
    .addColumn('reads_project', int, (c) => c.notNull())
    .addColumn('lists_repositories', int, (c) => c.notNull())
    .addColumn('lists_artifacts', int, (c) => c.notNull())
    .addColumn('pulls', int, (c) => c.notNull())
    .addColumn('created_at', int, (c) => c.notNull())
    .addColumn('updated_at', int, (c) => c.notNull())
    .execute()
  await db.schema.createIndex('members_role').on('members').column('role_id').execute()
}

async function robots(db: MigrationBuilder, { id, int, text }: Columns): Promise<void> {
  await db.schema
    .createTable('robots')
    .addColumn('id', id)
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('description', text, (c) => c.notNull())
    .addColumn('level', text, (c) => c.notNull())
    .addColumn('project_id', int, (c) => c.references('projects.id'))
    .addColumn('secret_hash', text, (c) => c.notNull())
    .addColumn('disabled', int, (c) => c.notNull())
    .addColumn('duration', int, (c) => c.notNull())
    .addColumn('expires_at', int)
    .addColumn('creator_kind', text, (c) => c.notNull())
    .addColumn('creator_id', int, (c) => c.notNull())
    .addColumn('editable', int, (c) => c.notNull())
    .addColumn('permissions', text, (c) => c.notNull())
    .addColumn('created_at', int, (c) => c.notNull())
    .addColumn('updated_at', int, (c) => c.notNull())
    .addColumn('deleted_at', int)
    .execute()
  // A deleted robot's name is free again. NULL is distinct from NULL, so the system's robots have an index of their own.
  await db.schema
    .createIndex('robots_of_project')
    .unique()
    .on('robots')
    .columns(['project_id', 'name'])
    .where(sql<boolean>`deleted_at is null and project_id is not null`)
    .execute()
  await db.schema
    .createIndex('robots_of_system')
    .unique()
    .on('robots')
    .column('name')
    .where(sql<boolean>`deleted_at is null and project_id is null`)
    .execute()
  await db.schema
    .createIndex('robots_deleted')
    .on('robots')
    .column('deleted_at')
    .where(sql<boolean>`deleted_at is not null`)
    .execute()
}
