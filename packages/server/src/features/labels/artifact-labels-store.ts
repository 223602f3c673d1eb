// SQL of which artifacts carry which labels.
import type { Handle, Transaction } from '../../platform/database/database.ts'
import { queries } from '../../platform/database/queries.ts'
import { columns, type LabelRow } from './labels-store.ts'

export interface LabelledArtifact {
  readonly id: number
  readonly repositoryId: number
}

/** @returns false when it carries the label already */
export async function attachLabel(
  tx: Transaction,
  { id, repositoryId }: LabelledArtifact,
  label: number,
  now: number,
): Promise<boolean> {
  const row = await queries(tx)
    .insertInto('artifact_labels')
    .values({ manifest_id: id, label_id: label, repository_id: repositoryId, created_at: now })
    .onConflict((conflict) => conflict.columns(['manifest_id', 'label_id']).doNothing())
    .returning('label_id')
    .executeTakeFirst()
  return row !== undefined
}

/** @returns false when it does not carry the label */
export async function detachLabel(tx: Transaction, artifact: number, label: number): Promise<boolean> {
  const { numDeletedRows } = await queries(tx)
    .deleteFrom('artifact_labels')
    .where('manifest_id', '=', artifact)
    .where('label_id', '=', label)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

export async function countLabelsOf(tx: Transaction, artifact: number): Promise<number> {
  const { total } = await queries(tx)
    .selectFrom('artifact_labels')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .where('manifest_id', '=', artifact)
    .executeTakeFirstOrThrow()
  return Number(total)
}

/** Of each artifact its labels, by their names. */
export async function labelsOf(db: Handle, artifacts: readonly number[]): Promise<Map<number, LabelRow[]>> {
  if (artifacts.length === 0) return new Map()
  const rows = await queries(db)
    .selectFrom('artifact_labels as a')
    .innerJoin('labels as l', 'l.id', 'a.label_id')
    .select(['a.manifest_id as artifact', ...columns])
    .where('a.manifest_id', 'in', artifacts)
    .where('l.deleted_at', 'is', null)
    .execute()
  rows.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id - b.id))
  const found = new Map<number, LabelRow[]>()
  for (const { artifact, ...label } of rows) found.set(artifact, [...(found.get(artifact) ?? []), label])
  return found
}

/** Some artifacts that carry the label, after one of them in the order of ids. */
export async function artifactsWith(
  db: Handle,
  label: number,
  after: LabelledArtifact,
  limit: number,
): Promise<LabelledArtifact[]> {
  return queries(db)
    .selectFrom('artifact_labels')
    .select(['manifest_id as id', 'repository_id as repositoryId'])
    .where('label_id', '=', label)
    .where((eb) =>
      eb.or([
        eb('repository_id', '>', after.repositoryId),
        eb.and([eb('repository_id', '=', after.repositoryId), eb('manifest_id', '>', after.id)]),
      ]),
    )
    .orderBy('repository_id')
    .orderBy('manifest_id')
    .limit(limit)
    .execute()
}

export async function detachFrom(
  tx: Transaction,
  label: number,
  artifacts: readonly number[],
): Promise<void> {
  await queries(tx)
    .deleteFrom('artifact_labels')
    .where('label_id', '=', label)
    .where('manifest_id', 'in', artifacts)
    .execute()
}
