// Somebody's memberships with their roles, read from their index alone: lists of what one sees begin with them.
import type { Migration } from '../platform/database/migrations.ts'

export const memberships: Migration = {
  version: 10,
  name: 'memberships',
  async up(db) {
    await db.schema.dropIndex('members_of').execute()
    await db.schema
      .createIndex('members_of')
      .on('members')
      .columns(['subject_kind', 'subject_id', 'project_id', 'role_id'])
      .execute()
  },
}
