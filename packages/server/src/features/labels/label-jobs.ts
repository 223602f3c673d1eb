// What follows from a label's deletion or new name, in pieces: it may be on a hundred thousand artifacts.
import type { Transaction } from '../../platform/database/database.ts'
import { type Job, type JobDefinition, job } from '../../platform/jobs/job.ts'
import { artifactsWith, detachFrom, type LabelledArtifact } from './artifact-labels-store.ts'
import { deleteLabel } from './labels-store.ts'

export const labelJobKinds = { deleted: 'labels.detach', renamed: 'labels.renamed' } as const

/** Artifacts of one transaction. */
const batch = 200

const beginning: LabelledArtifact = { id: 0, repositoryId: 0 }

/** Told of artifacts whose labels change, in the change's transaction. */
export type LabelsChanged = (tx: Transaction, artifacts: readonly number[]) => Promise<void>

export function labelJobs(changed: LabelsChanged): JobDefinition[] {
  return [
    job({
      kind: labelJobKinds.deleted,
      parse: () => undefined,
      run: async (running) => {
        const label = Number(running.key)
        await inPieces(running, label, async (tx, artifacts) => {
          await detachFrom(tx, label, artifacts)
          await changed(tx, artifacts)
        })
        await running.transaction((tx) => deleteLabel(tx, label))
      },
    }),
    job({
      kind: labelJobKinds.renamed,
      parse: () => undefined,
      run: (running) => inPieces(running, Number(running.key), changed),
    }),
  ]
}

async function inPieces(running: Job, label: number, work: LabelsChanged): Promise<void> {
  let after: LabelledArtifact | undefined = beginning
  for (let done = 0; after; ) {
    running.signal.throwIfAborted()
    const from: LabelledArtifact = after
    const some: LabelledArtifact[] = await running.transaction(async (tx) => {
      const found = await artifactsWith(tx, label, from, batch)
      if (found.length > 0)
        await work(
          tx,
          found.map(({ id }) => id),
        )
      return found
    })
    done += some.length
    after = some.length < batch ? undefined : some.at(-1)
    await running.progress({ done, words: 'artifacts' })
  }
}
