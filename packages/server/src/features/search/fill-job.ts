// Indexes what was there before the index: once, in pieces, going on where it stopped.
import type { Database, Transaction } from '../../platform/database/database.ts'
import { type Job, type JobDefinition, job } from '../../platform/jobs/job.ts'
import type { Jobs } from '../../platform/jobs/jobs.ts'
import { indexArtifacts, indexRepositories } from './indexing.ts'
import { readMark, writeMark } from './search-index-store.ts'
import { countIndexable, someIds } from './search-source-store.ts'

const fillKind = 'search.fill'
/** In the table `installation`: up to which id, or that all is done. */
const marks = { repositories: 'search.filled.repositories', manifests: 'search.filled.artifacts' } as const
const finished = 'done'
/** Things of one transaction. */
const atOnce = 25

/** Asks for it until it is done. */
export async function requestFill(db: Database, jobs: Jobs): Promise<void> {
  if ((await readMark(db, marks.manifests)) === finished) return
  await db.transaction((tx) => jobs.enqueue(tx, { kind: fillKind }))
}

export function fillJob(db: Database): JobDefinition {
  return job({
    kind: fillKind,
    parse: () => undefined,
    run: async (running) => {
      const total = await countIndexable(db.aside)
      const before = await fill(running, 'repositories', indexRepositories, { done: 0, total })
      await fill(running, 'manifests', indexArtifacts, { done: before, total })
    },
  })
}

/** @returns how many were indexed, with those before */
async function fill(
  running: Job,
  table: keyof typeof marks,
  index: (tx: Transaction, ids: readonly number[]) => Promise<void>,
  { done: before, total }: { done: number; total: number },
): Promise<number> {
  for (let done = before; ; ) {
    running.signal.throwIfAborted()
    const ids = await running.transaction(async (tx) => {
      const mark = (await readMark(tx, marks[table])) ?? '0'
      const some = mark === finished ? [] : await someIds(tx, table, Number(mark), atOnce)
      await index(tx, some)
      if (mark !== finished)
        await writeMark(tx, marks[table], some.length < atOnce ? finished : `${some.at(-1)}`)
      return some
    })
    done += ids.length
    await running.progress({
      done,
      total: Math.max(done, total),
      words: 'repositories and artifacts indexed',
    })
    if (ids.length < atOnce) return done
  }
}
