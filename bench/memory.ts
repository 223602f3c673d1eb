// Memory: at rest after some work, and under 1,000 pulls that read slowly.
import { createConnection, type Socket } from 'node:net'
import { registries } from './peers/all.ts'
import { type Benchmark, interleave } from './support/benchmark.ts'
import { Field, type Runner } from './support/field.ts'
import { atMost } from './support/floors.ts'
import { blobHeaders, type LargeBlob, mebibyte, placeBlob } from './support/large-blob.ts'
import { requestText } from './support/load.ts'
import { runAlone } from './support/main.ts'
import { peakMegabytes, resetPeak, residentMegabytes } from './support/processes.ts'

const pulls = 1_000
/** Loopback addresses that the pulls come from: a limit for one client is not what is measured. */
const addresses = 20
const blobSize = 64 * mebibyte
/** Each pull takes what has arrived this often, and no more. */
const sipEvery = 500 // milliseconds
const settle = 2_000

export const memory: Benchmark = {
  name: 'memory',
  title: 'Memory, resident',
  run: ({ rounds, quick }) =>
    Field.with(registries, async (field) => {
      const runners = await field.start()
      await Bun.sleep(settle)
      const idle = await interleave(runners, rounds, async (runner) => ({
        idle: residentMegabytes(runner.pid),
      }))
      const blob = await placeBlob(runners, blobSize)
      // One round starts from what the one before left, as in a server that lives on; few rounds show all.
      const slow = await interleave(runners, Math.min(rounds, 3), async (runner) => {
        resetPeak(runner.pid)
        await pullSlowly(runner, blob, quick ? 4_000 : 10_000)
        return { slow: peakMegabytes(runner.pid) }
      })
      const shape = { unit: 'MB', better: 'less' as const }
      const [atRest, busy] = [idle.idle ?? {}, slow.slow ?? {}]
      return [
        {
          id: 'memory.idle',
          title: 'memory at rest',
          ...shape,
          figures: atRest,
          floors: atMost(atRest, 80, 'MB'),
        },
        {
          id: 'memory.slow',
          title: 'memory under 1,000 slow pulls',
          ...shape,
          figures: busy,
          floors: atMost(busy, 200, 'MB'),
        },
      ]
    }),
}

/** Opens all pulls, lets each sip for so many milliseconds, and leaves in the middle. */
async function pullSlowly(runner: Runner, blob: LargeBlob, milliseconds: number): Promise<void> {
  const request = requestText('GET', runner.url, blob.path, await blobHeaders(runner))
  const sockets = await Promise.all(
    Array.from({ length: pulls }, (_, index) => pull(runner.url, index, request)),
  )
  const sip = setInterval(() => {
    for (const socket of sockets) socket.resume()
  }, sipEvery)
  await Bun.sleep(milliseconds)
  clearInterval(sip)
  for (const socket of sockets) socket.destroy()
}

/** Resolves once the answer has begun. */
function pull(url: string, index: number, request: string): Promise<Socket> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const localAddress = `127.0.0.${2 + (index % addresses)}`
    const socket = createConnection({ host: hostname, port: Number(port), localAddress })
    socket.on('connect', () => socket.write(request))
    socket.on('data', (chunk: Buffer) => {
      socket.pause()
      resolve(socket)
      if (socket.bytesRead === chunk.length && !chunk.subarray(0, 12).includes('200')) {
        reject(new Error(chunk.subarray(0, 300).toString('latin1')))
      }
    })
    socket.on('error', reject)
  })
}

if (import.meta.main) await runAlone(memory)
