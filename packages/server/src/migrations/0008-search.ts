// The index of words: what is indexed, what waits to be, and the words themselves in each engine's own way.
import { sql } from 'kysely'
import { columns } from '../platform/database/columns.ts'
import type { Migration } from '../platform/database/migrations.ts'

export const search: Migration = {
  version: 8,
  name: 'search',
  async up(db, engine) {
    const { id, int, text } = columns(engine)
    await db.schema
      .createTable('search_documents')
      .addColumn('id', id)
      .addColumn('kind', text, (c) => c.notNull())
      .addColumn('project_id', int, (c) => c.notNull())
      .addColumn('repository_id', int, (c) => c.notNull())
      // 0 for the repository's own.
      .addColumn('manifest_id', int, (c) => c.notNull())
      .addUniqueConstraint('search_documents_of', ['repository_id', 'manifest_id'])
      .execute()
    // Appended to in the transaction of a change: rows of different changes never wait for each other.
    await db.schema
      .createTable('search_queue')
      .addColumn('id', id)
      .addColumn('kind', text, (c) => c.notNull())
      .addColumn('target', int, (c) => c.notNull())
      .execute()
    if (engine === 'postgres') {
      await sql`alter table search_documents add column words tsvector`.execute(db)
      await sql`create index search_documents_words on search_documents using gin (words)`.execute(db)
      return
    }
    // Without the texts themselves, which are read from their own tables when a page is shown.
    await sql`create virtual table search_words using fts5(
      kind, name, tags, labels, description, annotations, digest,
      content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0', prefix='2 3')`.execute(db)
  },
}
