// What crashes left behind in a stopped registry on SQLite, and that the registry's own means remove all of it.
import { Database } from 'bun:sqlite'
import { expect } from 'bun:test'
import { readdirSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import type { Program } from './program.ts'

/** Milliseconds in which a job must have run that is due at once. */
const jobLimit = 30_000
const aged = new Date(Date.now() - 3 * 24 * 3_600_000)

interface ScrubSummary {
  readonly type: string
  readonly damaged: number
  readonly removed: number
}

/** The program does not run. @returns how many staged and how many unnamed files there were */
export async function expectSwept(program: Program): Promise<{ staged: number; unnamed: number }> {
  const files = () => readdirSync(join(program.storageDir, 'uploads')).map((name) => `uploads/${name}`)
  const staged = files().filter((key) => !openUploads(program).has(key))
  for (const key of files()) utimesSync(join(program.storageDir, key), aged, aged)
  makeDue(program, 'uploads.sweep')
  await untilGone(program, () => files().filter((key) => staged.includes(key)))
  // What a session still names stays, until the session expires.
  expect(files().filter((key) => !openUploads(program).has(key))).toEqual([])
  withDatabase(program, (db) => db.run('update uploads set expires_at = 1'))
  makeDue(program, 'uploads.expire')
  await untilGone(program, files)
  return { staged: staged.length, unnamed: await removeUnnamed(program) }
}

async function removeUnnamed(program: Program): Promise<number> {
  const first = await program.command(['scrub', '--json', '--remove-orphans', '0s'])
  const summary = JSON.parse(first.output.trimEnd().split('\n').at(-1) as string) as ScrubSummary
  expect([first.code, summary.type, summary.damaged]).toEqual([0, 'summary', 0])
  const second = await program.command(['scrub', '--json', '--remove-orphans', '0s'])
  expect(second.output).toContain('"unnamed":0')
  return summary.removed
}

function openUploads(program: Program): Set<string> {
  return withDatabase(program, (db) => {
    expect(db.query<{ integrity_check: string }, []>('pragma integrity_check').all()).toEqual([
      { integrity_check: 'ok' },
    ])
    const rows = db.query<{ key: string }, []>('select key from uploads where key is not null').all()
    return new Set(rows.map(({ key }) => key))
  })
}

function makeDue(program: Program, kind: string): void {
  withDatabase(program, (db) => db.run('update jobs set due_at = 0, lease_until = 0 where kind = ?', [kind]))
}

/** Runs the program until nothing is left. */
async function untilGone(program: Program, left: () => string[]): Promise<void> {
  await program.start()
  const deadline = performance.now() + jobLimit
  while (left().length > 0 && performance.now() < deadline) await Bun.sleep(50)
  expect(left()).toEqual([])
  await program.kill()
}

function withDatabase<T>(program: Program, work: (db: Database) => T): T {
  const db = new Database(join(program.dataDir, 'entrepot.sqlite'))
  try {
    return work(db)
  } finally {
    db.close()
  }
}
