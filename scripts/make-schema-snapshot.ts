// Leaves a filled database of the present schema in test/upgrades/<version>/, for later versions to migrate:
//
//     sh scripts/bun scripts/make-schema-snapshot.ts            the version of package.json
//     sh scripts/bun scripts/make-schema-snapshot.ts 0.2.0
//
// Run it with every release, and never again for one that is out. It needs PostgreSQL's server and pg_dump.
import { cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import packageJson from '../package.json' with { type: 'json' }
import { hour } from '../packages/server/src/platform/clock.ts'
import { Sealing } from '../packages/server/src/platform/sealing.ts'
import { sharedPostgres } from '../test/support/postgres.ts'
import { startTestServer, type TestEngine, type TestPlaces } from '../test/support/server.ts'
import { type SnapshotContents, snapshotsFolder } from '../test/upgrades/snapshot.ts'
import { dumpPostgres } from './snapshots/dump-postgres.ts'
import { dumpSqlite } from './snapshots/dump-sqlite.ts'
import { fill } from './snapshots/fill.ts'

const version = process.argv[2] ?? packageJson.version
const folder = join(snapshotsFolder, version)

/** Fills a server on `engine`, stops it, and writes its database and its bytes. */
async function snapshot(engine: TestEngine): Promise<Awaited<ReturnType<typeof fill>>> {
  let places: TestPlaces | undefined
  let ahead = -hour
  const server = await startTestServer({
    engine,
    clock: () => Date.now() + ahead,
    prepare: async (given) => {
      places = given
      await cp(join(folder, 'secrets.key'), join(given.dataDir, 'secrets.key'))
    },
  })
  const { dataDir, databaseUrl } = places as TestPlaces
  let filled: Awaited<ReturnType<typeof fill>> | undefined
  let text = ''
  try {
    filled = await fill(server, () => {
      ahead = 0
    })
  } finally {
    await server.stop(async () => {
      const dump =
        databaseUrl === undefined ? dumpSqlite(join(dataDir, 'entrepot.sqlite')) : dumpPostgres(databaseUrl)
      text = await dump
      await cp(join(dataDir, 'storage'), join(folder, 'storage'), { recursive: true })
    })
  }
  await writeFile(join(folder, `${engine}.sql`), text)
  return filled
}

await rm(folder, { recursive: true, force: true })
await mkdir(folder, { recursive: true })
Sealing.fromFile(join(folder, 'secrets.key'))
const postgres = await sharedPostgres()
process.env.ENTREPOT_TEST_POSTGRES_URL = postgres.url
try {
  const onSqlite = await snapshot('sqlite')
  const onPostgres = await snapshot('postgres')
  const engines = { sqlite: onSqlite.engine, postgres: onPostgres.engine }
  const contents: SnapshotContents = { version, takenAt: Date.now(), ...onSqlite.shared, engines }
  await writeFile(join(folder, 'contents.json'), `${JSON.stringify(contents, undefined, 2)}\n`)
  console.log(`wrote ${folder}`)
} finally {
  await postgres.stop()
}
