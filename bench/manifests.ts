// Manifests by tag: 10,000 tags in 1,000 repositories, asked for by 50 users in a Zipf distribution.
import { mediaTypes } from '@entrepot/oci'
import { registries } from './peers/all.ts'
import {
  type Benchmark,
  type BenchmarkOptions,
  type Figure,
  interleave,
  type Row,
} from './support/benchmark.ts'
import { credentials, Field, type Runner } from './support/field.ts'
import { timesFastest, timesOldest } from './support/floors.ts'
import {
  type Load,
  type LoadResult,
  repeatable,
  requestText,
  runHeads,
  runWrk,
  zipf,
} from './support/load.ts'
import { runAlone } from './support/main.ts'
import { repositoryName, tagName } from './support/names.ts'
import { cpuSeconds } from './support/processes.ts'
import { concurrently, contentOf, pushBlob, pushManifest } from './support/push.ts'
import { userCount } from './support/seed-entrepot.ts'

const tagsEach = 10
const layersEach = 5
const connections = 32
const picksLength = 65_536

export const manifests: Benchmark = {
  name: 'manifests',
  title: 'Manifests by tag: 10,000 tags in 1,000 repositories (Zipf), 50 users, 32 connections',
  run: (options) =>
    Field.with(registries, async (field) => {
      const repositories = options.quick ? 100 : 1_000
      // All at once, as most of it is waiting for the disk; nothing is measured yet.
      await Promise.all((await field.start()).map((runner) => fill(runner, repositories)))
      const plain = await measure(field, repositories, options)
      const logged = options.quick ? {} : await measureLogged(field, repositories, options)
      return rows({ ...plain, ...logged })
    }),
}

/** Each repository has one small blob, which all layers of its images name; each tag has a manifest of its own. */
async function fill(runner: Runner, repositories: number): Promise<void> {
  await concurrently(repositories, 8, async (index) => {
    const repository = repositoryName(index)
    const user = index % userCount
    const blob = contentOf(Buffer.from(`{"repository":"${repository}"}`))
    await pushBlob(runner, repository, blob, user)
    const layers = Array.from({ length: layersEach }, () => blob)
    for (let tag = 0; tag < tagsEach; tag += 1) {
      await pushManifest(runner, { repository, tag: tagName(tag), config: blob, layers }, user)
    }
  })
}

async function measure(field: Field, repositories: number, { rounds, quick }: BenchmarkOptions) {
  const runners = await field.start()
  const picks = zipf(repositories * tagsEach, picksLength, repeatable())
  const loads = new Map<Runner, { get: Load; head: Load }>()
  for (const runner of runners) {
    const load = { url: runner.url, picks, connections, seconds: quick ? 2 : 3, folder: runner.folder }
    const get = { ...load, requests: await requests('GET', runner, repositories) }
    const head = { ...load, requests: await requests('HEAD', runner, repositories) }
    await runWrk({ ...get, seconds: 1 }) // what is compiled, cached and opened the first time is not counted
    loads.set(runner, { get, head })
  }
  return interleave(runners, rounds, async (runner) => {
    const { get, head } = loads.get(runner)!
    const before = cpuSeconds(runner.pid)
    const got = await runWrk(get)
    const cpu = cpuSeconds(runner.pid) - before
    const headed = await runHeads(head)
    return { get: got.perSecond, cpu: microseconds(cpu, got), head: headed.perSecond }
  })
}

async function measureLogged(field: Field, repositories: number, { rounds }: BenchmarkOptions) {
  const runners = await field.start({ accessLog: true })
  const picks = zipf(repositories * tagsEach, picksLength, repeatable())
  return interleave(runners, rounds, async (runner) => {
    const load = { url: runner.url, picks, connections, seconds: 2, folder: runner.folder }
    const result = await runWrk({ ...load, requests: await requests('GET', runner, repositories) })
    return { logged: result.perSecond }
  })
}

/** The tokens of 50 users: each repository is pulled by one of them. */
async function requests(method: string, runner: Runner, repositories: number): Promise<string[]> {
  const texts: string[] = []
  for (let tag = 0; tag < tagsEach; tag += 1) {
    for (let index = 0; index < repositories; index += 1) {
      const repository = repositoryName(index)
      const path = `/v2/${repository}/manifests/${tagName(tag)}`
      const headers = {
        accept: mediaTypes.ociManifest,
        ...(await credentials(runner, repository, index % userCount)),
      }
      texts.push(requestText(method, runner.url, path, headers))
    }
  }
  return texts
}

function microseconds(cpuSeconds: number, { requests }: LoadResult): number {
  return (cpuSeconds * 1e6) / requests
}

function rows(figures: Record<string, Record<string, Figure>>): Row[] {
  const { get = {}, head = {}, cpu = {}, logged = {} } = figures
  const floors = (of: Record<string, Figure>) => [...timesFastest(of, 2), ...timesOldest(of, 20)]
  const rate = { unit: '/s', better: 'more' as const }
  return [
    { id: 'manifests.get', title: 'manifest GET by tag', ...rate, figures: get, floors: floors(get) },
    { id: 'manifests.head', title: 'manifest HEAD by tag', ...rate, figures: head, floors: floors(head) },
    {
      id: 'manifests.cpu',
      title: "… the server's CPU for a GET",
      unit: 'µs',
      better: 'less',
      figures: cpu,
      floors: [],
    },
    {
      id: 'manifests.logged',
      title: 'manifest GET by tag, access logs on',
      ...rate,
      figures: logged,
      floors: [],
    },
  ]
}

if (import.meta.main) await runAlone(manifests)
