// Pushes and pulls by day, of repositories, of projects (repository 0) and of everything (project 0).
import { columns } from '../platform/database/columns.ts'
import type { Migration } from '../platform/database/migrations.ts'

export const activity: Migration = {
  version: 9,
  name: 'activity',
  async up(db, engine) {
    const { int } = columns(engine)
    await db.schema
      .createTable('activity_days')
      .addColumn('project_id', int, (c) => c.notNull())
      .addColumn('day', int, (c) => c.notNull())
      .addColumn('repository_id', int, (c) => c.notNull())
      .addColumn('pushes', int, (c) => c.notNull())
      .addColumn('pulls', int, (c) => c.notNull())
      .addPrimaryKeyConstraint('activity_days_key', ['repository_id', 'project_id', 'day'])
      .execute()
    // Repositories of a project among each other, and the oldest days.
    await db.schema
      .createIndex('activity_days_day')
      .on('activity_days')
      .columns(['day', 'project_id'])
      .execute()
  },
}
