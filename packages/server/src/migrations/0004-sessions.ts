// Who a user is to other providers, browsers that are signed in, accounts that wait for a name, and CLI secrets.
//
//   users ─┬─< identities
//          ├─< sessions
//          └── cli_secrets          pending_accounts
import { columns } from '../platform/database/columns.ts'
import type { Migration } from '../platform/database/migrations.ts'

export const sessions: Migration = {
  version: 4,
  name: 'sessions',
  async up(db, engine) {
    const { id, int, text } = columns(engine)
    await db.schema
      .createTable('identities')
      .addColumn('id', id)
      .addColumn('provider', text, (c) => c.notNull())
      .addColumn('subject', text, (c) => c.notNull())
      .addColumn('user_id', int, (c) => c.notNull().references('users.id'))
      .addColumn('created_at', int, (c) => c.notNull())
      .addColumn('updated_at', int, (c) => c.notNull())
      .execute()
    await db.schema
      .createIndex('identities_subject')
      .unique()
      .on('identities')
      .columns(['provider', 'subject'])
      .execute()
    await db.schema.createIndex('identities_user').on('identities').column('user_id').execute()
    await db.schema
      .createTable('sessions')
      .addColumn('id', id)
      .addColumn('hash', text, (c) => c.notNull().unique())
      .addColumn('user_id', int, (c) => c.notNull().references('users.id'))
      .addColumn('provider', text, (c) => c.notNull())
      .addColumn('provider_session', text)
      .addColumn('provider_token', text)
      .addColumn('key_version', int)
      .addColumn('created_at', int, (c) => c.notNull())
      .addColumn('seen_at', int, (c) => c.notNull())
      .addColumn('expires_at', int, (c) => c.notNull())
      .execute()
    const index = (name: string, ...names: string[]) =>
      db.schema.createIndex(name).on('sessions').columns(names).execute()
    await index('sessions_user', 'user_id', 'id')
    await index('sessions_expiry', 'expires_at')
    await index('sessions_seen', 'seen_at')
    await index('sessions_provider', 'provider', 'provider_session')
    await db.schema
      .createTable('pending_accounts')
      .addColumn('hash', text, (c) => c.primaryKey())
      .addColumn('sealed', text, (c) => c.notNull())
      .addColumn('key_version', int, (c) => c.notNull())
      .addColumn('expires_at', int, (c) => c.notNull())
      .execute()
    await db.schema
      .createIndex('pending_accounts_expiry')
      .on('pending_accounts')
      .column('expires_at')
      .execute()
    await db.schema
      .createTable('cli_secrets')
      .addColumn('user_id', int, (c) => c.primaryKey().references('users.id'))
      .addColumn('hash', text, (c) => c.notNull())
      .addColumn('created_at', int, (c) => c.notNull())
      .addColumn('updated_at', int, (c) => c.notNull())
      .execute()
  },
}
