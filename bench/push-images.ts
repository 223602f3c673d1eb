// Pushes of 1,000 small images by 50 clients at once, as new tags and then as updates of the same tags.
import { registries } from './peers/all.ts'
import { type Benchmark, type Figure, interleave, type Row } from './support/benchmark.ts'
import { Field, type Runner } from './support/field.ts'
import { timesFastest } from './support/floors.ts'
import { randomBytes } from './support/large-blob.ts'
import { runAlone } from './support/main.ts'
import { repositoryName, tagName } from './support/names.ts'
import { peakMegabytes, resetPeak } from './support/processes.ts'
import { concurrently, contentOf, type Image, pushImage } from './support/push.ts'
import { userCount } from './support/seed-entrepot.ts'

const clients = 50
const layerSize = 16 * 1024

export const pushImages: Benchmark = {
  name: 'push-images',
  title: 'Pushes of small images (a config and a layer of 16 KiB) by 50 clients',
  run: ({ rounds, quick }) =>
    Field.with(registries, async (field) => {
      const runners = await field.start()
      const images = quick ? 200 : 1_000
      const figures = await interleave(runners, rounds, async (runner, round) => {
        // Each round pushes to tags of its own, so that the first push of it makes them.
        const first = Array.from({ length: images }, (_, index) => imageOf(round, index))
        const second = Array.from({ length: images }, (_, index) => imageOf(round, index))
        await warmTokens(runner, first)
        resetPeak(runner.pid)
        const pushed = await pushAll(runner, first)
        const updated = await pushAll(runner, second)
        return { pushed, updated, memory: peakMegabytes(runner.pid) }
      })
      return rows(figures)
    }),
}

/** Never twice the same content; fifty repositories, one a client. */
function imageOf(round: number, index: number): Image {
  const layer = contentOf(crypto.getRandomValues(randomBytes(layerSize)))
  const config = contentOf(
    Buffer.from(JSON.stringify({ architecture: 'amd64', os: 'linux', layer: layer.digest })),
  )
  return {
    repository: repositoryName(index % clients),
    tag: tagName(round * 1_000 + index),
    config,
    layers: [layer],
  }
}

/** Asking for tokens is left out: only one of the peers has any. */
async function warmTokens(runner: Runner, images: readonly Image[]): Promise<void> {
  for (const [index, { repository }] of images.entries())
    await runner.authorization?.(repository, index % userCount)
}

/** @returns images a second */
async function pushAll(runner: Runner, images: readonly Image[]): Promise<number> {
  const started = performance.now()
  await concurrently(images.length, clients, (index) => pushImage(runner, images[index]!, index % userCount))
  return (images.length * 1000) / (performance.now() - started)
}

function rows({ pushed = {}, updated = {}, memory = {} }: Record<string, Record<string, Figure>>): Row[] {
  const rate = { unit: '/s', better: 'more' as const }
  return [
    {
      id: 'push-images.new',
      title: 'push of 1,000 small images by 50 clients',
      ...rate,
      figures: pushed,
      floors: timesFastest(pushed, 3),
    },
    {
      id: 'push-images.update',
      title: '… again as updates of the same tags',
      ...rate,
      figures: updated,
      floors: timesFastest(updated, 3),
    },
    {
      id: 'push-images.memory',
      title: '… its memory at the peak',
      unit: 'MB',
      better: 'less',
      figures: memory,
      floors: [],
    },
  ]
}

if (import.meta.main) await runAlone(pushImages)
