// Pushes of large blobs that no peer has seen, 100 MiB, 2 at once; and the memory that they take.
import { registries } from './peers/all.ts'
import { type Benchmark, interleave } from './support/benchmark.ts'
import { Field } from './support/field.ts'
import { atMostTimes, fastestPeer, timesFastest } from './support/floors.ts'
import { gibibyte, mebibyte, randomBytes } from './support/large-blob.ts'
import { runAlone } from './support/main.ts'
import { repositoryName } from './support/names.ts'
import { cpuSeconds, peakMegabytes, resetPeak } from './support/processes.ts'
import { type Content, concurrently, contentOf, pushBlob } from './support/push.ts'

const blobSize = 100 * mebibyte
const atOnce = 2

export const pushBlobs: Benchmark = {
  name: 'push-blobs',
  title: 'Pushes of unique 100 MiB blobs, 2 at once',
  run: ({ rounds, quick }) =>
    Field.with(registries, async (field) => {
      const runners = await field.start()
      const count = quick ? 2 : 4
      // New ones each time, made and hashed before the clock runs.
      const buffers = Array.from({ length: count }, () => randomBytes(blobSize))
      const figures = await interleave(runners, rounds, async (runner) => {
        const contents = buffers.map(fresh)
        resetPeak(runner.pid)
        const cpuBefore = cpuSeconds(runner.pid)
        const started = performance.now()
        await concurrently(count, atOnce, (index) => pushBlob(runner, repositoryName(0), contents[index]!))
        const seconds = (performance.now() - started) / 1000
        const gibibytes = (count * blobSize) / gibibyte
        return {
          rate: gibibytes / seconds,
          cpu: (cpuSeconds(runner.pid) - cpuBefore) / gibibytes,
          memory: peakMegabytes(runner.pid),
        }
      })
      const { rate = {}, cpu = {}, memory = {} } = figures
      const peer = fastestPeer(rate)
      const less = { better: 'less' as const }
      return [
        {
          id: 'push-blobs',
          title: 'push of unique 100 MiB blobs, 2 at once',
          unit: 'GiB/s',
          better: 'more',
          figures: rate,
          floors: timesFastest(rate, 1),
        },
        {
          id: 'push-blobs.cpu',
          title: "… the server's CPU for a GiB",
          unit: 's',
          ...less,
          figures: cpu,
          floors: [],
        },
        {
          id: 'push-blobs.memory',
          title: '… its memory at the peak',
          unit: 'MB',
          ...less,
          figures: memory,
          floors: atMostTimes(memory, peer, 0.5),
        },
      ]
    }),
}

let stamp = 0

/** The same buffer with another beginning. */
function fresh(buffer: Uint8Array<ArrayBuffer>): Content {
  stamp += 1
  new DataView(buffer.buffer).setUint32(0, stamp)
  return contentOf(buffer)
}

if (import.meta.main) await runAlone(pushBlobs)
