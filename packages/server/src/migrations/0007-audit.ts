// Audit: what was done, by whom, from where; how events reach their consumers; schedules and their runs.
//
//   events ──< deliveries, parked_deliveries; consumers; audit, audit_counts; schedules; executions
import { type Columns, columns } from '../platform/database/columns.ts'
import type { Migration, MigrationBuilder } from '../platform/database/migrations.ts'

export const audit: Migration = {
  version: 7,
  name: 'audit',
  async up(db, engine) {
    const types = columns(engine)
    await deliveries(db, types)
    await auditLog(db, types)
    await schedules(db, types)
  },
}

async function deliveries(db: MigrationBuilder, { int, text }: Columns): Promise<void> {
  // An event that is of no use once its consumers have had it.
  await db.schema
    .alterTable('events')
    .addColumn('passing', int, (c) => c.notNull().defaultTo(0))
    .execute()
  // Removing events asks who still waits for each.
  await db.schema.createIndex('deliveries_seq').on('deliveries').column('seq').execute()
  await db.schema
    .createTable('consumers')
    .addColumn('name', text, (c) => c.primaryKey())
    .addColumn('lease_until', int, (c) => c.notNull())
    .addColumn('epoch', int, (c) => c.notNull())
    .execute()
  await db.schema
    .createTable('parked_deliveries')
    .addColumn('consumer', text, (c) => c.notNull())
    .addColumn('seq', int, (c) => c.notNull().references('events.seq'))
    .addColumn('error', text, (c) => c.notNull())
    .addColumn('parked_at', int, (c) => c.notNull())
    .addPrimaryKeyConstraint('parked_deliveries_key', ['consumer', 'seq'])
    .execute()
  await db.schema.createIndex('parked_deliveries_seq').on('parked_deliveries').column('seq').execute()
}

async function auditLog(db: MigrationBuilder, { int, text }: Columns): Promise<void> {
  await db.schema
    .createTable('audit')
    // The event's seq: an event that is delivered twice is one row.
    .addColumn('id', int, (c) => c.primaryKey())
    .addColumn('at', int, (c) => c.notNull())
    .addColumn('username', text, (c) => c.notNull())
    .addColumn('actor_type', text, (c) => c.notNull())
    .addColumn('actor_id', int)
    .addColumn('via', text, (c) => c.notNull())
    .addColumn('address', text, (c) => c.notNull())
    .addColumn('request_id', text, (c) => c.notNull())
    .addColumn('operation', text, (c) => c.notNull())
    .addColumn('resource_type', text, (c) => c.notNull())
    .addColumn('resource', text, (c) => c.notNull())
    .addColumn('description', text, (c) => c.notNull())
    .addColumn('succeeded', int, (c) => c.notNull())
    // 0 for what belongs to no project: an index does not lead to nulls on both engines alike.
    .addColumn('project_id', int, (c) => c.notNull())
    .execute()
  const indexes: Record<string, string[]> = {
    audit_newest: ['at', 'id'],
    audit_project: ['project_id', 'at', 'id'],
    audit_username: ['username', 'at', 'id'],
    audit_resource: ['resource', 'at', 'id'],
    audit_operation: ['operation', 'at', 'id'],
    audit_type: ['resource_type', 'operation', 'at', 'id'],
  }
  for (const [name, ofColumns] of Object.entries(indexes)) {
    await db.schema.createIndex(name).on('audit').columns(ofColumns).execute()
  }
  await db.schema
    .createTable('audit_counts')
    .addColumn('project_id', int, (c) => c.notNull())
    .addColumn('day', int, (c) => c.notNull())
    .addColumn('rows', int, (c) => c.notNull())
    .addPrimaryKeyConstraint('audit_counts_key', ['project_id', 'day'])
    .execute()
}

async function schedules(db: MigrationBuilder, { id, int, text }: Columns): Promise<void> {
  await db.schema
    .createTable('schedules')
    .addColumn('id', id)
    .addColumn('kind', text, (c) => c.notNull().unique())
    .addColumn('type', text, (c) => c.notNull())
    .addColumn('cron', text, (c) => c.notNull())
    .addColumn('parameters', text, (c) => c.notNull())
    .addColumn('next_at', int, (c) => c.notNull())
    .addColumn('created_at', int, (c) => c.notNull())
    .addColumn('updated_at', int, (c) => c.notNull())
    .execute()
  await db.schema.createIndex('schedules_next').on('schedules').column('next_at').execute()
  await db.schema
    .createTable('executions')
    .addColumn('id', id)
    .addColumn('kind', text, (c) => c.notNull())
    .addColumn('trigger', text, (c) => c.notNull())
    .addColumn('status', text, (c) => c.notNull())
    .addColumn('parameters', text, (c) => c.notNull())
    .addColumn('log', text, (c) => c.notNull())
    .addColumn('created_at', int, (c) => c.notNull())
    .addColumn('updated_at', int, (c) => c.notNull())
    .execute()
  await db.schema.createIndex('executions_kind').on('executions').columns(['kind', 'id']).execute()
  await db.schema.createIndex('executions_created').on('executions').column('created_at').execute()
}
