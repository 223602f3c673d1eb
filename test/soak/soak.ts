// Mixed load on a program of its own for a given time: what it takes and how fast it answers shall not grow.
import { openDescriptors, residentBytes } from '../support/process-figures.ts'
import { programPassword, startProgram, temporaryFolder } from '../support/program.ts'
import { percentile, type Sample, trendOf } from './trend.ts'
import { Worker } from './worker.ts'

const clients = 12
/** Milliseconds between the steps of one client, on average: an hour's pushes have to fit on the disk. */
const breath = 40
const sampleEvery = 2_000
/** The share of the time that is warm-up: caches fill, code is compiled. */
const warmUp = 0.3

/** What the line through the samples may rise by over the measured time, however long that is. */
const bounds = {
  /** Bytes: the collector's slack; over an hour it is 0.3 % of what the load moves. */
  memory: 30_000_000,
  descriptors: 10,
  /** Milliseconds at the 95th percentile, on a machine that does other things; or half of the median, if that is more. */
  latency: 40,
}

export interface SoakOptions {
  readonly seconds: number
  /** Stops early; what was measured until then counts. */
  readonly stop?: AbortSignal
  readonly print: (line: string) => void
  readonly printEvery: number
}

interface Samples {
  readonly memory: Sample[]
  readonly descriptors: Sample[]
  readonly latency: Sample[]
}

/** @returns a line for each thing that is not as it should be */
export async function soak({ seconds, stop, print, printEvery }: SoakOptions): Promise<string[]> {
  const folder = temporaryFolder()
  const server = await startProgram({
    // A process group of its own: Ctrl-C is for the soak, which stops the server in order.
    through: ['setsid'],
    settings: { 'data.dir': folder.path, 'log.level': 'error', 'limits.idleTimeout': '10s' },
  })
  const startedAt = performance.now()
  const elapsed = () => (performance.now() - startedAt) / 1000
  const over = () => elapsed() >= seconds || stop?.aborted === true
  const place = { url: server.url, password: programPassword, until: over }
  const workers = Array.from(
    { length: clients },
    (_, at) => new Worker({ ...place, repository: `library/soak-${at}` }),
  )
  const samples: Samples = { memory: [], descriptors: [], latency: [] }
  let last = 0
  const sampling = setInterval(() => {
    takeSample(samples, elapsed(), server.pid, workers)
    if (elapsed() - last < printEvery) return
    last = elapsed()
    print(progress(samples, elapsed(), workers))
  }, sampleEvery)
  try {
    await Promise.all(workers.map((worker) => worker.run(breath)))
    clearInterval(sampling)
    const broken = (await Promise.all(workers.map((worker) => worker.check()))).flat()
    const troubles = workers.flatMap((worker) => worker.troubles)
    const faults = server.log().map((line) => `the log has ${JSON.stringify(line).slice(0, 300)}`)
    print(progress(samples, elapsed(), workers))
    return [...growth(samples, elapsed(), print), ...broken, ...troubles, ...faults]
  } finally {
    clearInterval(sampling)
    server.signal('SIGTERM')
    await server.exited
    folder.remove()
  }
}

function takeSample(samples: Samples, at: number, pid: number, workers: readonly Worker[]): void {
  samples.memory.push({ at, value: residentBytes(pid) })
  samples.descriptors.push({ at, value: openDescriptors(pid) })
  const times = workers.flatMap((worker) => worker.times.splice(0))
  if (times.length > 0) samples.latency.push({ at, value: percentile(times, 0.95) })
}

function progress({ memory, descriptors, latency }: Samples, at: number, workers: readonly Worker[]): string {
  const answers = workers.reduce((sum, worker) => sum + worker.answers, 0)
  const troubles = workers.reduce((sum, worker) => sum + worker.troubles.length, 0)
  const megabytes = Math.round((memory.at(-1)?.value ?? 0) / 1e6)
  const ms = (latency.at(-1)?.value ?? 0).toFixed(1)
  return `${Math.round(at)} s: ${answers} answers, ${troubles} wrong, ${megabytes} MB, ${descriptors.at(-1)?.value} descriptors, ${ms} ms (95 %)`
}

function growth(samples: Samples, seconds: number, print: (line: string) => void): string[] {
  return Object.entries(bounds).flatMap(([name, bound]) => {
    const measured = samples[name as keyof Samples].filter(({ at }) => at >= seconds * warmUp)
    const { rise, median } = trendOf(thinned(measured))
    print(`${name}: ${median.toPrecision(4)} (median), rising by ${rise.toPrecision(3)} (bound ${bound})`)
    const most = name === 'latency' ? Math.max(bound, median / 2) : bound
    return rise > most ? [`${name} grew by ${rise} beyond ${most}`] : []
  })
}

/** All pairs of an hour's samples would be a million and more. */
function thinned(samples: readonly Sample[]): Sample[] {
  const every = Math.ceil(samples.length / 400)
  return samples.filter((_, index) => index % every === 0)
}
