// 64 KiB ranges of a 1 GiB blob, as pullers ask for that start a container before its image is there.
import { allPeers } from './peers/all.ts'
import { type Benchmark, interleave } from './support/benchmark.ts'
import { Field } from './support/field.ts'
import { timesFastest } from './support/floors.ts'
import { blobHeaders, gibibyte, mebibyte, placeBlob } from './support/large-blob.ts'
import { repeatable, requestText, runWrk } from './support/load.ts'
import { runAlone } from './support/main.ts'
import { cpuSeconds } from './support/processes.ts'

const connections = 16
const rangeSize = 64 * 1024
const differentRanges = 4_096

export const ranges: Benchmark = {
  name: 'ranges',
  title: '64 KiB ranges of a 1 GiB blob, 16 connections',
  run: ({ rounds, quick }) =>
    Field.with(allPeers, async (field) => {
      const runners = await field.start()
      const size = quick ? 256 * mebibyte : gibibyte
      const { path } = await placeBlob(runners, size)
      const picks = Array.from({ length: differentRanges }, (_, index) => index)
      const figures = await interleave(runners, rounds, async (runner) => {
        const headers = await blobHeaders(runner)
        const random = repeatable()
        const requests = picks.map(() => {
          const start = Math.floor(random() * (size - rangeSize))
          const range = `bytes=${start}-${start + rangeSize - 1}`
          return requestText('GET', runner.url, path, { ...headers, range })
        })
        const load = {
          url: runner.url,
          requests,
          picks,
          connections,
          seconds: quick ? 2 : 4,
          folder: runner.folder,
        }
        const before = cpuSeconds(runner.pid)
        const result = await runWrk(load)
        if (result.bytes < result.requests * rangeSize)
          throw new Error(`${runner.name}: ranges came too short`)
        const cpu = cpuSeconds(runner.pid) - before
        return { rate: result.perSecond, cpu: (cpu * 1e6) / result.requests }
      })
      const { rate = {}, cpu = {} } = figures
      return [
        {
          id: 'ranges',
          title: '64 KiB ranges of a 1 GiB blob, 16 connections',
          unit: '/s',
          better: 'more',
          figures: rate,
          floors: timesFastest(rate, 2.2),
        },
        {
          id: 'ranges.cpu',
          title: "… the server's CPU for a range",
          unit: 'µs',
          better: 'less',
          figures: cpu,
          floors: [],
        },
      ]
    }),
}

if (import.meta.main) await runAlone(ranges)
