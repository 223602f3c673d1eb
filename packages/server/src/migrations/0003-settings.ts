// Settings at run time: what an administrator has set; what is not here has its default.
import { columns } from '../platform/database/columns.ts'
import type { Migration } from '../platform/database/migrations.ts'

export const settings: Migration = {
  version: 3,
  name: 'settings',
  async up(db, engine) {
    const { int, text } = columns(engine)
    await db.schema
      .createTable('settings')
      .addColumn('name', text, (c) => c.primaryKey())
      // JSON; of a secret, its seal.
      .addColumn('value', text, (c) => c.notNull())
      .addColumn('key_version', int)
      .addColumn('updated_at', int, (c) => c.notNull())
      .execute()
  },
}
