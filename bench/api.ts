// The management API under load: artifacts, lists, logins and tokens, on both engines, and with ten times the data.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { SQL } from 'bun'
import { type PostgresServer, startPostgres } from '../test/support/postgres.ts'
import { listProcesses } from '../test/support/process-table.ts'
import { requireProgram } from '../test/support/programs.ts'
import { entrepotData, startEntrepot } from './peers/entrepot.ts'
import {
  type Benchmark,
  type BenchmarkOptions,
  type Figure,
  interleave,
  type Row,
} from './support/benchmark.ts'
import { Field } from './support/field.ts'
import { growth } from './support/floors.ts'
import { type Load, repeatable, requestText, runWrk } from './support/load.ts'
import { countAsOurs } from './support/machine-load.ts'
import { runAlone } from './support/main.ts'
import {
  artifactsEach,
  project,
  repositoriesEach,
  repository,
  seedApi,
  tag,
  tagsEach,
} from './support/seed-api.ts'
import { accountName, password, userCount } from './support/seed-entrepot.ts'

const connections = 64
/** Different requests of each kind, and in how many places of the mix they stand. */
const variety = 20_000
/** What noise may add to a time on ten times the data. */
const spread = 1.3

interface Subject {
  /** `SQLite`, or `SQLite, 10×`. */
  readonly name: string
  readonly url: string
  readonly folder: string
  readonly projects: number
  stop(): Promise<void>
}

interface Operation {
  readonly id: string
  readonly title: string
  /** @param pick a whole number below the count */
  path(pick: (count: number) => number, projects: number): string
}

const api = '/api/v2.0'
const ofRepository = (pick: (count: number) => number, projects: number) =>
  `${api}/projects/${project(pick(projects))}/repositories/${repository(pick(repositoriesEach))}/artifacts`

const operations: readonly Operation[] = [
  {
    id: 'artifact',
    title: 'an artifact, by one of its tags',
    path: (pick, projects) => `${ofRepository(pick, projects)}/${tag(pick(artifactsEach * tagsEach))}`,
  },
  {
    id: 'artifacts',
    title: 'a list of 10 artifacts with 50 tags',
    path: (pick, projects) => ofRepository(pick, projects),
  },
  {
    id: 'projects',
    title: 'a page of 10 projects',
    path: (pick, projects) => `${api}/projects?page=${1 + pick(projects / 10)}`,
  },
  { id: 'login', title: 'a login: who am I, by name and password', path: () => `${api}/users/current` },
  {
    id: 'token',
    title: 'a token for a pull',
    path: (pick, projects) => {
      const scope = `repository:${project(pick(projects))}/${repository(pick(repositoriesEach))}:pull`
      return `/service/token?service=entrepot&scope=${scope}`
    },
  },
]

export const apiBenchmark: Benchmark = {
  name: 'api',
  title:
    'The management API: 100 projects × 100 repositories × 10 artifacts × 5 tags, 64 connections, 50 users',
  run: (options) =>
    Field.with([], async (field) => {
      const postgres = 'path' in requireProgram('initdb') ? await startPostgres({ fsync: true }) : undefined
      if (postgres) countAsOurs(await postmasterOf(postgres.url))
      const subjects: Subject[] = []
      try {
        await startAll(field.folder, options, postgres, subjects)
        return rows(await measure(subjects, options))
      } finally {
        for (const { stop } of subjects) await stop()
        await postgres?.stop()
      }
    }),
}

/** Each engine with the data once, and ten times; PostgreSQL where it is installed. */
async function startAll(
  folder: string,
  { quick }: BenchmarkOptions,
  postgres: PostgresServer | undefined,
  subjects: Subject[],
): Promise<void> {
  const once = quick ? 10 : 100
  for (const engine of ['SQLite', 'PostgreSQL']) {
    for (const factor of [1, 10]) {
      if (engine === 'PostgreSQL' && !postgres) continue
      const name = factor === 1 ? engine : `${engine}, ${factor}×`
      const url = engine === 'PostgreSQL' ? await postgres?.createDatabase() : undefined
      const amount = { projects: once * factor, auditRows: once * factor * 1000 }
      subjects.push(await subject(join(folder, `${engine}-${factor}`), name, amount, url))
    }
  }
}

async function subject(
  folder: string,
  name: string,
  amount: { projects: number; auditRows: number },
  databaseUrl?: string,
): Promise<Subject> {
  const data = join(folder, entrepotData)
  await mkdir(data, { recursive: true })
  await seedApi({ database: databaseUrl ?? join(data, 'entrepot.sqlite') }, amount)
  const env: Record<string, string> = databaseUrl === undefined ? {} : { ENTREPOT_DATABASE_URL: databaseUrl }
  const running = await startEntrepot({ folder }, data, env)
  return { name, folder, url: running.url, projects: amount.projects, stop: running.stop }
}

/** PostgreSQL's server leaves the process tree of whoever starts it. */
async function postmasterOf(url: string): Promise<number> {
  const sql = new SQL(url)
  const [row] = await sql`select pg_backend_pid() as pid`
  const backend = listProcesses().find(({ pid }) => pid === Number(row.pid))
  await sql.close()
  return backend?.parent ?? 0
}

async function measure(subjects: readonly Subject[], { rounds, quick }: BenchmarkOptions) {
  const loads = new Map<Subject, [string, Load][]>()
  for (const each of subjects) {
    await logInAll(each)
    const own = operations.map(
      (operation) => [operation.id, loadOf(each, operation, quick)] as [string, Load],
    )
    // What is compiled, cached and opened the first time is not counted.
    for (const [, load] of own) await runWrk({ ...load, seconds: 2 })
    loads.set(each, own)
  }
  return interleave(subjects, rounds, async (each) => {
    const measured: Record<string, number> = {}
    for (const [id, load] of loads.get(each)!) {
      const { perSecond, p50, p99 } = await runWrk(load)
      Object.assign(measured, { [`${id}.rate`]: perSecond, [`${id}.p50`]: p50, [`${id}.p99`]: p99 })
    }
    return measured
  })
}

/** A password costs 50 ms to verify, and is remembered for a while: a client that comes again does not wait for it. */
async function logInAll({ url }: Subject): Promise<void> {
  for (let user = 0; user < userCount; user += 1) {
    const answer = await fetch(`${url}${api}/users/current`, { headers: { authorization: basic(user) } })
    if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`)
    await answer.arrayBuffer()
  }
}

function basic(user: number): string {
  return `Basic ${btoa(`${accountName(user)}:${password}`)}`
}

function loadOf({ url, folder, projects }: Subject, operation: Operation, quick: boolean): Load {
  const random = repeatable()
  const pick = (count: number) => Math.floor(random() * count)
  const requests = Array.from({ length: variety }, (_, index) => {
    return requestText('GET', url, operation.path(pick, projects), {
      authorization: basic(index % userCount),
    })
  })
  const picks = requests.map((_, index) => index)
  return { url, requests, picks, connections, seconds: quick ? 2 : 5, patience: 30, folder }
}

type Figures = Record<string, Record<string, Figure>>

function rows(figures: Figures): Row[] {
  return operations.flatMap(({ id, title }) => {
    const [rate = {}, p50 = {}, p99 = {}] = ['rate', 'p50', 'p99'].map((name) => figures[`${id}.${name}`])
    const floors = ['SQLite', 'PostgreSQL'].flatMap((engine) => growth(p50, engine, `${engine}, 10×`, spread))
    const time = { unit: 'ms', better: 'less' as const }
    return [
      { id: `api.${id}`, title, unit: '/s', better: 'more' as const, figures: rate, floors: [] },
      { id: `api.${id}.p50`, title: '… half of the answers within', ...time, figures: p50, floors },
      { id: `api.${id}.p99`, title: '… 99 of 100 within', ...time, figures: p99, floors: [] },
    ]
  })
}

if (import.meta.main) await runAlone(apiBenchmark)
