// SQL of a tag's history: who moved it, from what to what.
import type { Handle } from '../../platform/database/database.ts'
import { queries } from '../../platform/database/queries.ts'
import type { ListPage, ListQuestion } from '../../platform/listing.ts'

export interface TagMoveRow {
  readonly id: number
  readonly old: string | null
  readonly new: string | null
  readonly actor: string
  readonly at: number
}

/** Newest first. */
export async function listTagMoves(
  db: Handle,
  { repository, name }: { readonly repository: number; readonly name: string },
  { limit, offset }: Pick<ListQuestion, 'limit' | 'offset'>,
): Promise<ListPage<TagMoveRow>> {
  const query = queries(db)
    .selectFrom('tag_history')
    .where('repository_id', '=', repository)
    .where('name', '=', name)
  const items = await query
    .select(['id', 'old_digest as old', 'new_digest as new', 'actor', 'at'])
    .orderBy('id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute()
  const counted = query.select((eb) => eb.fn.countAll<number>().as('total'))
  return { items, total: Number((await counted.executeTakeFirstOrThrow()).total) }
}

/** Those of the digests that the repository still shows. */
export async function visibleAmong(
  db: Handle,
  repository: number,
  digests: readonly string[],
): Promise<ReadonlySet<string>> {
  if (digests.length === 0) return new Set()
  const rows = await queries(db)
    .selectFrom('manifests')
    .select('digest')
    .where('repository_id', '=', repository)
    .where('digest', 'in', digests)
    .where('deleted_at', 'is', null)
    .execute()
  return new Set(rows.map(({ digest }) => digest))
}
