// From the start of the program to its first answer, with hardly any content and with 100,000 repositories.
import { seed } from './lists.ts'
import { distribution2, distribution3 } from './peers/distribution.ts'
import { entrepot } from './peers/entrepot.ts'
import { type Benchmark, interleave } from './support/benchmark.ts'
import { Field } from './support/field.ts'
import { atMost, noGrowth } from './support/floors.ts'
import { runAlone } from './support/main.ts'

const limit = 300 // milliseconds
const spread = 1.2

export const start: Benchmark = {
  name: 'start',
  title: 'Start to the first answer',
  run: ({ rounds, quick }) =>
    Field.with([entrepot, distribution2, distribution3], async (field) => {
      const large = quick ? 10_000 : 100_000
      const few = await measure(field, 100, rounds)
      const many = await measure(field, large, rounds)
      const shape = { unit: 'ms', better: 'less' as const }
      return [
        { id: 'start.few', title: 'start with 100 repositories', ...shape, figures: few, floors: [] },
        {
          id: 'start.many',
          title: `start with ${large.toLocaleString('en-US')} repositories`,
          ...shape,
          figures: many,
          floors: [...noGrowth(few, many, spread), ...atMost(many, limit, 'ms')],
        },
      ]
    }),
}

async function measure(field: Field, repositories: number, rounds: number) {
  await seed(field, { repositories, tags: 0 })
  const subjects = await Promise.all(
    field.peers.map(async (peer) => ({ name: peer.name, peer, folder: await field.folderOf(peer) })),
  )
  const figures = await interleave(subjects, rounds, async ({ peer, folder }) => {
    const started = performance.now()
    const runner = await peer.start({ folder })
    const elapsed = performance.now() - started
    await runner.stop()
    return { start: elapsed }
  })
  return figures.start ?? {}
}

if (import.meta.main) await runAlone(start)
