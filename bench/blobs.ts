// Large blobs, 256 MiB, 4 at once: over HTTP and over TLS, and what a GiB costs the server.
import { allPeers } from './peers/all.ts'
import {
  type Benchmark,
  type BenchmarkOptions,
  type Figure,
  interleave,
  type Row,
} from './support/benchmark.ts'
import { download } from './support/downloads.ts'
import { Field, type FieldOptions } from './support/field.ts'
import { atMostTimes, fastestPeer, timesFastest } from './support/floors.ts'
import { blobHeaders, gibibyte, type LargeBlob, mebibyte, placeBlob } from './support/large-blob.ts'
import { runAlone } from './support/main.ts'
import { cpuSeconds } from './support/processes.ts'

const blobSize = 256 * mebibyte
const atOnce = 4

type Figures = Record<string, Record<string, Figure>>

export const blobs: Benchmark = {
  name: 'blobs',
  title: 'Pulls of a 256 MiB blob, 4 at once',
  run: (options) =>
    Field.with(allPeers, async (field) => {
      const blob = await placeBlob(await field.start(), blobSize)
      const plain = await measure(field, blob, options, {})
      const secure = await measure(field, blob, options, { tls: true })
      return [
        ...rows('http', '256 MiB blob, 4 at once, HTTP', plain, 1.3, 1 / 3),
        ...rows('tls', 'the same over TLS', secure, 1.2, 0.7),
      ]
    }),
}

async function measure(
  field: Field,
  blob: LargeBlob,
  options: BenchmarkOptions,
  how: FieldOptions,
): Promise<Figures> {
  const runners = await field.start(how)
  // Few but long enough: the starts of four processes must not count, nor a hundredth of a CPU second.
  const times = options.quick ? 2 : 4
  return interleave(runners, options.rounds, async (runner) => {
    const task = {
      url: runner.url + blob.path,
      headers: await blobHeaders(runner),
      atOnce,
      times,
      size: blob.size,
    }
    const before = cpuSeconds(runner.pid)
    const rate = await download(task)
    const cpu = cpuSeconds(runner.pid) - before
    return { rate: rate / gibibyte, cpu: cpu / ((atOnce * times * blob.size) / gibibyte) }
  })
}

function rows(id: string, title: string, figures: Figures, faster: number, cheaper: number): Row[] {
  const { rate = {}, cpu = {} } = figures
  const peer = fastestPeer(rate)
  return [
    {
      id: `blobs.${id}`,
      title,
      unit: 'GiB/s',
      better: 'more',
      figures: rate,
      floors: timesFastest(rate, faster),
    },
    {
      id: `blobs.${id}.cpu`,
      title: "… the server's CPU for a GiB",
      unit: 's',
      better: 'less',
      figures: cpu,
      floors: atMostTimes(cpu, peer, cheaper),
    },
  ]
}

if (import.meta.main) await runAlone(blobs)
