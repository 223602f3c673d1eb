// What a snapshot of a released version holds, and how a server is started on it.
//
//   test/upgrades/<version>/
//     sqlite.sql, postgres.sql    the database of each engine, filled through the server of that version
//     contents.json               what was put in, for the test to ask for
//     secrets.key                 opens what the databases hold sealed; it protects nothing
//     storage/                    the bytes of both
import { Database as SqliteFile } from 'bun:sqlite'
import { cp, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SQL } from 'bun'
import { startTestServer, type TestEngine, type TestPlaces, type TestServer } from '../support/server.ts'

export const snapshotsFolder = import.meta.dir

export interface Login {
  readonly name: string
  readonly password: string
}

/** What one engine's database holds that the other's does not. */
export interface OneEngine {
  /** An unfinished upload, and the bytes that it still needs. */
  readonly upload: { readonly location: string; readonly offset: number }
  /** Of the owner. */
  readonly refreshToken: string
}

export interface SnapshotContents {
  readonly version: string
  /** Milliseconds; the server that is tried on it lives an hour later, so that nothing has expired. */
  readonly takenAt: number
  readonly admin: Login
  /** May push to the private project. */
  readonly owner: Login
  /** May only pull from it. */
  readonly guest: Login
  /** Deleted: may log in no more. */
  readonly former: Login
  /** In the private project: each tag with the digest of its manifest. */
  readonly repository: string
  readonly tags: Readonly<Record<string, string>>
  /** An image, and the digest of what refers to it. */
  readonly referred: { readonly subject: string; readonly referrer: string }
  /** Was pushed and deleted. */
  readonly deleted: { readonly tag: string; readonly digest: string }
  /** A layer, whose text is known. */
  readonly layer: { readonly digest: string; readonly text: string }
  /** In the public project, readable for everybody. */
  readonly public: { readonly repository: string; readonly tag: string; readonly digest: string }
  /** What completes the unfinished upload. */
  readonly upload: { readonly repository: string; readonly rest: string; readonly digest: string }
  readonly engines: Readonly<Record<TestEngine, OneEngine>>
}

/** All versions that left a snapshot. */
export async function snapshotVersions(): Promise<string[]> {
  const entries = await readdir(snapshotsFolder, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort((a, b) => Bun.semver.order(a, b))
}

export async function readContents(version: string): Promise<SnapshotContents> {
  return JSON.parse(await readFile(join(snapshotsFolder, version, 'contents.json'), 'utf8'))
}

/** A server of today on a copy of the snapshot, at the time when it was taken, or `later` milliseconds after. */
export async function startOnSnapshot(
  { version, takenAt, admin }: SnapshotContents,
  engine: TestEngine,
  later: number,
): Promise<TestServer> {
  const folder = join(snapshotsFolder, version)
  return startTestServer({
    engine,
    clock: () => takenAt + later,
    settings: { 'admin.password': admin.password },
    prepare: async (places) => {
      await cp(join(folder, 'storage'), join(places.dataDir, 'storage'), { recursive: true })
      await cp(join(folder, 'secrets.key'), join(places.dataDir, 'secrets.key'))
      await load(await readFile(join(folder, `${engine}.sql`), 'utf8'), places)
    },
  })
}

async function load(text: string, { dataDir, databaseUrl }: TestPlaces): Promise<void> {
  if (databaseUrl === undefined) {
    const file = new SqliteFile(join(dataDir, 'entrepot.sqlite'), { create: true })
    file.run(text)
    file.close()
    return
  }
  const sql = new SQL(databaseUrl, { max: 1 })
  try {
    await sql.unsafe(text).simple()
  } finally {
    await sql.close()
  }
}
