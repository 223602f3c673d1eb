// Reads LABELs that could not be read when their images were indexed: again and again for an hour.
import { second } from '../../platform/clock.ts'
import type { Transaction } from '../../platform/database/database.ts'
import { type JobDefinition, job } from '../../platform/jobs/job.ts'
import type { Jobs } from '../../platform/jobs/jobs.ts'
import type { PreparedArtifacts } from './indexing.ts'

const labelsKind = 'search.labels'
/** With the pauses between them, the last one comes an hour after the first. */
const attempts = 8
/** Milliseconds before the first one: what was just tried is not tried at once. */
const firstAfter = 30 * second

/** @param now of the clock */
export async function readLabelsLater(
  tx: Transaction,
  jobs: Jobs,
  artifacts: readonly number[],
  now: number,
): Promise<void> {
  await jobs.enqueue(tx, { kind: labelsKind, key: artifacts.join(' '), dueAt: now + firstAfter })
}

export function labelsJob(
  prepare: (artifacts: readonly number[]) => Promise<PreparedArtifacts>,
): JobDefinition {
  return job({
    kind: labelsKind,
    attempts,
    parse: () => undefined,
    run: async (running) => {
      const artifacts = running.key.split(' ').map(Number)
      const { unread, fault, index } = await prepare(artifacts)
      const read = artifacts.filter((each) => !unread.includes(each))
      await running.transaction((tx) => index(tx, read))
      if (unread.length === 0) return
      throw new Error(`LABELs of ${unread.length} images could not be read`, { cause: fault })
    },
  })
}
