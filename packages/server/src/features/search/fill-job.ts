// Indexes what was there before the index: once, in pieces, going on where it stopped.
import type { Database, Transaction } from '../../platform/database/database.ts'
import { type Job, type JobDefinition, job } from '../../platform/jobs/job.ts'
import type { Jobs } from '../../platform/jobs/jobs.ts'
import { indexRepositories } from './indexing.ts'
import type { SearchIndex } from './search-index.ts'
import { readMark, writeMark } from './search-index-store.ts'
import { countIndexable, someIds } from './search-source-store.ts'

const fillKind = 'search.fill'
/** In the table `installation`: up to which id, or that all is done. Under a new name all is indexed once more. */
const marks = {
  repositories: 'search.filled.repositories',
  manifests: 'search.filled.artifacts-with-image-labels',
} as const
const finished = 'done'
/** Things of one transaction. */
const atOnce = 25

/** Asks for it until it is done. */
export async function requestFill(db: Database, jobs: Jobs): Promise<void> {
  if ((await readMark(db, marks.manifests)) === finished) return
  await db.transaction((tx) => jobs.enqueue(tx, { kind: fillKind }))
}

export function fillJob(db: Database, searchIndex: SearchIndex): JobDefinition {
  return job({
    kind: fillKind,
    parse: () => undefined,
    run: async (running) => {
      const total = await countIndexable(db.aside)
      const before = await fill(
        db,
        running,
        'repositories',
        { done: 0, total },
        async (ids) => (tx) => indexRepositories(tx, ids),
      )
      await fill(db, running, 'manifests', { done: before, total }, async (ids) => {
        const prepared = await searchIndex.prepare(ids)
        return (tx) => prepared.index(tx, ids)
      })
    },
  })
}

/** @param prepare reads what is no matter of the database. @returns how many were indexed, with those before */
async function fill(
  db: Database,
  running: Job,
  table: keyof typeof marks,
  { done: before, total }: { done: number; total: number },
  prepare: (ids: readonly number[]) => Promise<(tx: Transaction) => Promise<void>>,
): Promise<number> {
  for (let done = before; ; ) {
    running.signal.throwIfAborted()
    const mark = (await readMark(db, marks[table])) ?? '0'
    if (mark === finished) return done
    const ids = await someIds(db, table, Number(mark), atOnce)
    const index = await prepare(ids)
    await running.transaction(async (tx) => {
      await index(tx)
      await writeMark(tx, marks[table], ids.length < atOnce ? finished : `${ids.at(-1)}`)
    })
    done += ids.length
    await running.progress({
      done,
      total: Math.max(done, total),
      words: 'repositories and artifacts indexed',
    })
  }
}
