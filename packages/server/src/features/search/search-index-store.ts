// SQL of the index of words: what waits to be indexed, what is read for it, and what is written.
import { sql } from 'kysely'
import type { Handle, Transaction } from '../../platform/database/database.ts'
import { hotQuery, queries } from '../../platform/database/queries.ts'
import { tsVector } from './search-rules.ts'

export type QueueKind = 'repository' | 'artifact' | 'artifacts'

export interface QueueEntry {
  readonly kind: QueueKind
  readonly target: number
}

/** Rows of one statement. */
const batch = 500

const enqueueOne = hotQuery<QueueEntry, unknown>((q, p) =>
  q.insertInto('search_queue').values({ kind: p('kind'), target: p('target') }),
)

export async function enqueue(tx: Transaction, entries: readonly QueueEntry[]): Promise<void> {
  const [first] = entries
  // A push of one manifest: no statement is made for it.
  if (first && entries.length === 1) {
    await enqueueOne.run(tx, first)
    return
  }
  for (let start = 0; start < entries.length; start += batch) {
    await queries(tx)
      .insertInto('search_queue')
      .values(entries.slice(start, start + batch).map(({ kind, target }) => ({ kind, target })))
      .execute()
  }
}

export interface QueuedEntry extends QueueEntry {
  readonly id: number
}

/** The oldest entries, without those that another node takes right now. */
export async function waitingInQueue(tx: Transaction, limit: number): Promise<QueuedEntry[]> {
  const query = queries(tx)
    .selectFrom('search_queue')
    .select(['id', 'kind', 'target'])
    .orderBy('id')
    .limit(limit)
  return (tx.engine === 'postgres' ? query.forUpdate().skipLocked() : query).execute()
}

/** Takes those of the entries that are still there and that no other node takes. @returns them */
export async function takeFromQueue<E extends QueuedEntry>(
  tx: Transaction,
  entries: readonly E[],
): Promise<E[]> {
  const asked = entries.map(({ id }) => id)
  const query = queries(tx).selectFrom('search_queue').select('id').where('id', 'in', asked).orderBy('id')
  const rows = await (tx.engine === 'postgres' ? query.forUpdate().skipLocked() : query).execute()
  if (rows.length === 0) return []
  const taken = new Set(rows.map(({ id }) => id))
  await queries(tx)
    .deleteFrom('search_queue')
    .where('id', 'in', [...taken])
    .execute()
  return entries.filter(({ id }) => taken.has(id))
}

export async function isQueueEmpty(db: Handle): Promise<boolean> {
  return (await queries(db).selectFrom('search_queue').select('id').limit(1).executeTakeFirst()) === undefined
}

/** What is found by its words. The repository's own document has `manifest` 0. */
export interface Document {
  readonly id: number
  readonly manifest: number
  readonly repository: number
}

export interface Place {
  readonly project: number
  readonly repository: number
  readonly manifest: number
}

/** Makes documents where there are none, and holds them: what is read from now on is no older than what they say. */
export async function holdDocuments(tx: Transaction, places: readonly Place[]): Promise<Document[]> {
  if (places.length === 0) return []
  const rows = [...places]
    .sort((a, b) => a.repository - b.repository || a.manifest - b.manifest)
    .map(({ project, repository, manifest }) => ({
      ...{ kind: manifest === 0 ? ('repository' as const) : ('artifact' as const), project_id: project },
      ...{ repository_id: repository, manifest_id: manifest },
    }))
  return queries(tx)
    .insertInto('search_documents')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['repository_id', 'manifest_id']).doUpdateSet((eb) => ({
        project_id: eb.ref('excluded.project_id'),
      })),
    )
    .returning(['id', 'manifest_id as manifest', 'repository_id as repository'])
    .execute()
}

/** Where manifests lie, which never changes. */
export async function placesOf(tx: Transaction, manifests: readonly number[]): Promise<Place[]> {
  if (manifests.length === 0) return []
  return queries(tx)
    .selectFrom('manifests as indexed')
    .innerJoin('repositories as r', 'r.id', 'indexed.repository_id')
    .select(['r.project_id as project', 'r.id as repository', 'indexed.id as manifest'])
    .where('indexed.id', 'in', manifests)
    .execute()
}

export async function placesOfRepositories(
  tx: Transaction,
  repositories: readonly number[],
): Promise<Place[]> {
  if (repositories.length === 0) return []
  return queries(tx)
    .selectFrom('repositories as indexed')
    .select((eb) => ['project_id as project', 'id as repository', eb.lit(0).as('manifest')])
    .where('id', 'in', repositories)
    .where('format', '=', 'oci')
    .execute()
}

export interface DocumentWords {
  readonly document: number
  readonly kind: 'repository' | 'artifact'
  readonly name: string
  readonly tags: string
  readonly labels: string
  readonly description: string
  readonly annotations: string
  readonly digest: string
}

export async function writeWords(tx: Transaction, documents: readonly DocumentWords[]): Promise<void> {
  if (tx.engine === 'postgres') {
    for (const words of documents) {
      await sql`update search_documents set words = ${vectorOf(words)}::text::tsvector
        where id = ${words.document}`.execute(queries(tx))
    }
    return
  }
  for (const words of documents) await putWords.run(tx, { ...words })
}

const putWords = hotQuery<Record<keyof DocumentWords, string | number>, unknown>((q, p) =>
  q
    .insertInto('search_words')
    .orReplace()
    .values({
      rowid: p('document') as number,
      kind: p('kind') as string,
      name: p('name') as string,
      tags: p('tags') as string,
      labels: p('labels') as string,
      description: p('description') as string,
      annotations: p('annotations') as string,
      digest: p('digest') as string,
    }),
)

function vectorOf({ name, tags, labels, description, annotations, digest }: DocumentWords): string {
  return tsVector([
    { text: name, weight: 'A' },
    { text: tags, weight: 'B' },
    { text: labels, weight: 'B' },
    { text: digest, weight: 'B' },
    { text: description, weight: 'C' },
    { text: annotations, weight: 'D' },
  ])
}

export async function removeDocuments(tx: Transaction, documents: readonly number[]): Promise<void> {
  if (documents.length === 0) return
  if (tx.engine === 'sqlite') {
    await sql`delete from search_words where rowid in (${sql.join(documents)})`.execute(queries(tx))
  }
  await queries(tx).deleteFrom('search_documents').where('id', 'in', documents).execute()
}

/** Documents of a repository whose artifacts are shown no more. */
export async function staleDocuments(tx: Transaction, repository: number, limit: number): Promise<number[]> {
  const rows = await queries(tx)
    .selectFrom('search_documents as d')
    .leftJoin('manifests as indexed', 'indexed.id', 'd.manifest_id')
    .select('d.id')
    .where('d.repository_id', '=', repository)
    .where('d.manifest_id', '>', 0)
    .where((eb) => eb.or([eb('indexed.id', 'is', null), eb('indexed.listed', '=', 0)]))
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

export async function readMark(db: Handle, name: string): Promise<string | undefined> {
  const row = await queries(db)
    .selectFrom('installation')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirst()
  return row?.value
}

export async function writeMark(tx: Transaction, name: string, value: string): Promise<void> {
  await queries(tx)
    .insertInto('installation')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute()
}
