// What the tests of jobs share: a database of each engine, nodes on it, and a time that only they move.
import { afterAll, beforeAll, describe } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type PostgresDatabases, sharedPostgres } from '../../../../../test/support/postgres.ts'
import { describeWith } from '../../../../../test/support/programs.ts'
import { openPostgres } from '../../drivers/database/postgres/postgres.ts'
import { openSqlite } from '../../drivers/database/sqlite/sqlite.ts'
import { migrations } from '../../migrations/index.ts'
import type { Clock } from '../clock.ts'
import type { Database } from '../database/database.ts'
import { migrate } from '../database/migrations.ts'
import { createLog } from '../log.ts'
import type { JobDefinition } from './job.ts'
import { JobRunner, type JobRunnerOptions } from './job-runner.ts'
import { Jobs, type JobToEnqueue } from './jobs.ts'

export interface Node {
  readonly jobs: Jobs
  readonly runner: JobRunner
}

export interface JobsUnderTest {
  readonly db: Database
  readonly clock: Clock
  pass(ms: number): void
  /** A node on the database; nothing runs there but by `runDue`. */
  node(
    definitions: readonly JobDefinition[],
    options?: Partial<Pick<JobRunnerOptions, 'ended' | 'concurrency'>>,
  ): Node
  enqueue(job: JobToEnqueue): Promise<number>
}

const start = 1_700_000_000_000

/** Declares the tests that `tests` declares once for each engine. */
export function describeJobs(
  name: string,
  tests: (using: (work: (on: JobsUnderTest) => Promise<void>) => Promise<void>) => void,
): void {
  const onEngine = (engine: string, open: () => Promise<Opened>) =>
    describe(`on ${engine}`, () => {
      tests(async (work) => {
        const { db, remove } = await open()
        try {
          await migrate(db, migrations, () => start)
          await work(underTest(db))
        } finally {
          await db.close()
          remove()
        }
      })
    })
  describe(name, () => {
    onEngine('SQLite', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'entrepot-jobs-'))
      return {
        db: openSqlite(join(folder, 'jobs.sqlite')),
        remove: () => rmSync(folder, { recursive: true }),
      }
    })
    describeWith(['initdb'], 'with a server', () => {
      let postgres: PostgresDatabases
      beforeAll(async () => {
        postgres = await sharedPostgres()
      }, 120_000)
      afterAll(() => postgres.stop(), 60_000)
      onEngine('PostgreSQL', async () => ({
        db: openPostgres(await postgres.createDatabase()),
        remove: () => {},
      }))
    })
  })
}

interface Opened {
  readonly db: Database
  remove(): void
}

function underTest(db: Database): JobsUnderTest {
  let now = start
  const clock = () => now
  const log = createLog('silent')
  return {
    db,
    clock,
    pass: (ms) => {
      now += ms
    },
    node: (definitions, options = {}) => {
      const jobs = new Jobs(clock)
      const parts = { db, jobs, definitions, clock, log, random: () => 0 }
      return { jobs, runner: new JobRunner({ ...parts, ...options }) }
    },
    enqueue: (job) => db.transaction((tx) => new Jobs(clock).enqueue(tx, job)),
  }
}
