// SQL of tags: moving and removing them, with the history that says who did so.
import type { Digest } from '@entrepot/oci'
import type { Transaction } from '../../platform/database/database.ts'
import { hotListQuery, hotQuery, queries } from '../../platform/database/queries.ts'

export interface TagMove {
  readonly repository: number
  readonly name: string
  readonly manifest: number
  readonly digest: Digest
  readonly actor: string
  readonly now: number
}

export interface TagBefore {
  readonly manifestId: number
  readonly digest: string
}

/** A tag that was not there. @returns whether it is there now, and was not before */
export async function createTag(tx: Transaction, move: TagMove): Promise<boolean> {
  const inserted = await insertTag(tx, move)
  if (inserted) await remember(tx, [{ ...move, old: null, new: move.digest }])
  return inserted
}

interface TagRow {
  repository: number
  name: string
  manifest: number
  actor: string
  now: number
}

const newTag = hotQuery<TagRow, { id: number }>((q, p) =>
  q
    .insertInto('tags')
    .values({
      repository_id: p('repository'),
      name: p('name'),
      manifest_id: p('manifest'),
      pushed_at: p('now'),
      pulled_at: null,
      updated_by: p('actor'),
    })
    .onConflict((conflict) => conflict.columns(['repository_id', 'name']).doNothing())
    .returning('id'),
)
const movedTag = hotQuery<TagRow, unknown>((q, p) =>
  q
    .updateTable('tags')
    .set({ manifest_id: p('manifest'), pushed_at: p('now'), updated_by: p('actor') })
    .where('repository_id', '=', p('repository'))
    .where('name', '=', p('name')),
)

async function insertTag(tx: Transaction, move: TagMove): Promise<boolean> {
  return (await newTag.first(tx, move)) !== undefined
}

/** Points the tag at the manifest. @returns what it named before, or undefined for a new tag */
export async function setTag(tx: Transaction, move: TagMove): Promise<TagBefore | undefined> {
  const { repository, name, digest, actor, now } = move
  // Inserting first makes two first pushes of a tag wait for each other, so that history misses neither.
  const inserted = await insertTag(tx, move)
  const before = inserted ? undefined : await lockTag(tx, repository, name)
  if (!inserted && !before) return setTag(tx, move) // it was deleted in between
  if (before) await movedTag.run(tx, move)
  if (before?.digest !== digest) {
    await remember(tx, [{ repository, name, old: before?.digest ?? null, new: digest, actor, now }])
  }
  return before
}

/** @returns what the tag named, or undefined when there was none */
export async function removeTag(
  tx: Transaction,
  repository: number,
  name: string,
  actor: string,
  now: number,
): Promise<TagBefore | undefined> {
  const before = await lockTag(tx, repository, name)
  if (!before) return undefined
  await queries(tx)
    .deleteFrom('tags')
    .where('repository_id', '=', repository)
    .where('name', '=', name)
    .execute()
  await remember(tx, [{ repository, name, old: before.digest, new: null, actor, now }])
  return before
}

/** @returns the names of the tags that were on the manifest and are gone */
export async function removeTagsOf(
  tx: Transaction,
  repository: number,
  manifest: { id: number; digest: string },
  actor: string,
  now: number,
): Promise<string[]> {
  const rows = await queries(tx)
    .deleteFrom('tags')
    .where('repository_id', '=', repository)
    .where('manifest_id', '=', manifest.id)
    .returning('name')
    .execute()
  const gone = rows.map(({ name }) => ({ repository, name, old: manifest.digest, new: null, actor, now }))
  await remember(tx, gone)
  return rows.map((row) => row.name)
}

/** All of a repository's, by its deletion. @returns how many */
export async function removeAllTags(
  tx: Transaction,
  repository: number,
  actor: string,
  now: number,
): Promise<number> {
  await queries(tx)
    .insertInto('tag_history')
    .columns(['repository_id', 'name', 'old_digest', 'new_digest', 'actor', 'at'])
    .expression((eb) =>
      eb
        .selectFrom('tags as t')
        .innerJoin('manifests as m', 'm.id', 't.manifest_id')
        .select([
          't.repository_id',
          't.name',
          'm.digest',
          eb.cast<string | null>(eb.lit(null), 'text').as('new_digest'),
          eb.cast<string>(eb.val(actor), 'text').as('actor'),
          eb.lit(now).as('at'),
        ])
        .where('t.repository_id', '=', repository),
    )
    .execute()
  const { numDeletedRows } = await queries(tx)
    .deleteFrom('tags')
    .where('repository_id', '=', repository)
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}

const tagToLock = hotQuery<{ repository: number; name: string }, { manifest: number }>((q, p, engine) => {
  const query = q
    .selectFrom('tags')
    .select('manifest_id as manifest')
    .where('repository_id', '=', p('repository'))
    .where('name', '=', p('name'))
  return engine === 'postgres' ? query.forUpdate() : query
})
const digestOf = hotQuery<{ manifest: number }, { digest: string }>((q, p) =>
  q.selectFrom('manifests').select('digest').where('id', '=', p('manifest')),
)

async function lockTag(tx: Transaction, repository: number, name: string): Promise<TagBefore | undefined> {
  // The tag alone first: after a wait PostgreSQL rechecks a join against the manifest of before, and finds no row.
  const tag = await tagToLock.first(tx, { repository, name })
  const named = tag && (await digestOf.first(tx, tag))
  return named && { manifestId: tag.manifest, digest: named.digest }
}

interface Remembered {
  readonly repository: number
  readonly name: string
  readonly old: string | null
  readonly new: string | null
  readonly actor: string
  readonly now: number
}

const history = hotListQuery<object, Remembered>((q, _, items) =>
  q.insertInto('tag_history').values(
    items.map((item) => ({
      repository_id: item('repository'),
      name: item('name'),
      old_digest: item('old'),
      new_digest: item('new'),
      actor: item('actor'),
      at: item('now'),
    })),
  ),
)

async function remember(tx: Transaction, moves: readonly Remembered[]): Promise<void> {
  await history.all(tx, {}, moves)
}
