// Access tokens, rules of trust in other issuers, and a count by which a login knows that it has been overtaken.

import { sql } from 'kysely'
import { type Columns, columns } from '../platform/database/columns.ts'
import type { Migration, MigrationBuilder } from '../platform/database/migrations.ts'

export const accessTokens: Migration = {
  version: 5,
  name: 'access-tokens',
  async up(db, engine) {
    const types = columns(engine)
    await db.schema
      .alterTable('users')
      .addColumn('login_generation', types.int, (c) => c.notNull().defaultTo(0))
      .execute()
    await trust(db, types)
    await tokens(db, types)
  },
}

async function trust(db: MigrationBuilder, { id, int, text }: Columns): Promise<void> {
  await db.schema
    .createTable('trust_rules')
    .addColumn('id', id)
    .addColumn('project_id', int, (c) => c.references('projects.id'))
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('description', text, (c) => c.notNull())
    .addColumn('issuer', text, (c) => c.notNull())
    .addColumn('audience', text, (c) => c.notNull())
    .addColumn('conditions', text, (c) => c.notNull())
    .addColumn('robot_id', int, (c) => c.notNull())
    .addColumn('access', text)
    .addColumn('lifetime', int, (c) => c.notNull())
    .addColumn('single_use', int, (c) => c.notNull())
    .addColumn('disabled', int, (c) => c.notNull())
    .addColumn('created_at', int, (c) => c.notNull())
    .addColumn('updated_at', int, (c) => c.notNull())
    .execute()
  // A null is equal to no other null: rules of the system need a number to be told apart by.
  await db.schema
    .createIndex('trust_rules_name')
    .unique()
    .on('trust_rules')
    .expression(sql`coalesce(project_id, 0), name`)
    .execute()
  await db.schema.createIndex('trust_rules_listed').on('trust_rules').columns(['project_id', 'id']).execute()
  await db.schema.createIndex('trust_rules_issuer').on('trust_rules').columns(['issuer', 'id']).execute()
  await db.schema.createIndex('trust_rules_robot').on('trust_rules').column('robot_id').execute()
  await db.schema
    .createTable('exchanged_tokens')
    .addColumn('hash', text, (c) => c.primaryKey())
    .addColumn('expires_at', int, (c) => c.notNull())
    .execute()
  await db.schema.createIndex('exchanged_tokens_expiry').on('exchanged_tokens').column('expires_at').execute()
}

async function tokens(db: MigrationBuilder, { id, int, text }: Columns): Promise<void> {
  await db.schema
    .createTable('access_tokens')
    .addColumn('id', id)
    .addColumn('kind', text, (c) => c.notNull())
    .addColumn('hash', text, (c) => c.notNull().unique())
    .addColumn('hint', text, (c) => c.notNull())
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('user_id', int, (c) => c.references('users.id'))
    .addColumn('robot_id', int)
    .addColumn('rule_id', int, (c) => c.references('trust_rules.id'))
    .addColumn('parent_id', int)
    .addColumn('access', text)
    .addColumn('created_at', int, (c) => c.notNull())
    .addColumn('expires_at', int, (c) => c.notNull())
    .addColumn('last_used_at', int)
    .execute()
  await db.schema.createIndex('access_tokens_user').on('access_tokens').columns(['user_id', 'id']).execute()
  await db.schema
    .createIndex('access_tokens_rule')
    .on('access_tokens')
    .columns(['rule_id', 'expires_at'])
    .execute()
  await db.schema.createIndex('access_tokens_parent').on('access_tokens').column('parent_id').execute()
  await db.schema.createIndex('access_tokens_expiry').on('access_tokens').column('expires_at').execute()
}
