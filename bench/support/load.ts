// Loads a server with many small requests: by wrk, and for HEAD, whose answers wrk cannot read, by a client of our own.
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { requireProgram } from '../../test/support/programs.ts'
import { run } from './processes.ts'

export interface Load {
  readonly url: string
  /** Whole requests as they go over the wire. */
  readonly requests: readonly string[]
  /** Which request comes when: indexes into `requests`. */
  readonly picks: readonly number[]
  readonly connections: number
  readonly seconds: number
  /** How many seconds an answer may take before it counts as broken; 2 unless given. */
  readonly patience?: number
  /** Where to write what wrk reads. */
  readonly folder: string
}

export interface LoadResult {
  readonly perSecond: number
  readonly requests: number
  readonly bytes: number
}

/** With the times of the answers, in milliseconds. */
export interface TimedLoadResult extends LoadResult {
  readonly p50: number
  readonly p99: number
}

interface WrkResult {
  readonly requests: number
  readonly bytes: number
  readonly microseconds: number
  readonly p50: number
  readonly p99: number
  readonly refused: number
  readonly broken: number
}

const script = resolve(import.meta.dir, '../wrk/requests.lua')

/** One request's text. */
export function requestText(
  method: string,
  url: string,
  path: string,
  headers: Readonly<Record<string, string>>,
): string {
  const lines = Object.entries({ host: new URL(url).host, ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  )
  return `${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`
}

/** One thread of wrk: the other core is the server's. Throws when any answer was an error. */
export async function runWrk(load: Load): Promise<TimedLoadResult> {
  const program = requireProgram('wrk')
  if ('missing' in program) throw new Error(program.missing)
  const [requests, picks] = [join(load.folder, 'requests'), join(load.folder, 'picks')]
  await writeFile(requests, load.requests.join('\0'))
  await writeFile(picks, `${load.picks.map((pick) => pick + 1).join('\n')}\n`)
  const output = await run([
    program.path,
    ...['-t', '1', '-c', String(load.connections), '-d', `${load.seconds}s`, '-s', script],
    ...['--timeout', `${load.patience ?? 2}s`],
    ...[load.url, '--', requests, picks],
  ])
  const result = JSON.parse(output.trim().split('\n').at(-1) ?? '') as WrkResult
  if (result.refused > 0 || result.broken > 0) {
    throw new Error(`${load.url}: ${result.refused} answers were errors, ${result.broken} connections broke`)
  }
  const { requests: answered, bytes, microseconds, p50, p99 } = result
  const perSecond = (answered * 1e6) / microseconds
  return { requests: answered, bytes, perSecond, p50: p50 / 1000, p99: p99 / 1000 }
}

/** HEAD requests over plain sockets: an answer ends with its head. */
export async function runHeads(load: Load): Promise<LoadResult> {
  const { hostname, port } = new URL(load.url)
  const requests = load.requests.map((text) => Buffer.from(text))
  const started = performance.now()
  const deadline = started + load.seconds * 1000
  let at = 0
  let done = 0
  let bytes = 0
  const one = () =>
    new Promise<void>((resolve, reject) => {
      let head = ''
      const next = (socket: Bun.Socket) => {
        if (performance.now() >= deadline) return void socket.end()
        socket.write(requests[load.picks[at++ % load.picks.length]!]!)
      }
      Bun.connect({
        hostname,
        port: Number(port),
        socket: {
          open: next,
          data(socket, chunk) {
            bytes += chunk.byteLength
            head += chunk.toString('latin1')
            if (!head.endsWith('\r\n\r\n')) return
            if (!head.startsWith('HTTP/1.1 200')) return void reject(new Error(head.slice(0, 200)))
            head = ''
            done += 1
            next(socket)
          },
          close: () => resolve(),
          error: (_, error) => reject(error),
        },
      }).catch(reject)
    })
  await Promise.all(Array.from({ length: load.connections }, one))
  return { perSecond: (done * 1000) / (performance.now() - started), requests: done, bytes }
}

/** `length` indexes below `count`, the k-th as often as 1/k: a few are asked for all the time, most now and then. */
export function zipf(count: number, length: number, random: () => number): number[] {
  const sums = new Float64Array(count)
  let sum = 0
  for (let index = 0; index < count; index += 1) {
    sum += 1 / (index + 1)
    sums[index] = sum
  }
  return Array.from({ length }, () => {
    const wanted = random() * sum
    let [low, high] = [0, count - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if (sums[middle]! < wanted) low = middle + 1
      else high = middle
    }
    return low
  })
}

/** The same numbers in each run, so that all peers are asked the same (a linear congruential generator). */
export function repeatable(seed = 1): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
