// kill -9 between a change and its place in the audit log: whatever was acknowledged is in it afterwards, once.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Failpoint } from '../../packages/server/src/platform/failpoints.ts'
import { sharedPostgres } from '../support/postgres.ts'
import { testDatabase } from '../support/server.ts'
import { Program } from './program.ts'
import { testLimit } from './scale.ts'

let folder: string
let program: Program

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'entrepot-audit-'))
  const url = testDatabase === 'postgres' ? await (await sharedPostgres()).createDatabase() : undefined
  program = await Program.prepare({ folder, ...(url && { env: { ENTREPOT_DATABASE_URL: url } }) })
})

afterAll(async () => {
  await program.kill()
  await rm(folder, { recursive: true, force: true })
})

/** Before the event is handed on, within the transaction that writes the entry, and after it. */
const gaps: readonly Failpoint[] = ['manifest committed', 'events applied', 'events delivered']

test(
  'nothing that was acknowledged is missing, and nothing is there twice',
  async () => {
    const acknowledged: string[] = []
    for (const failpoint of gaps) {
      for (const nth of [1, 2, 4]) {
        await program.start({ failpoint, nth })
        const prefix = `${failpoint.replace(' ', '-')}-${nth}`
        for (let n = 0; n < 40; n++) {
          const tag = `${prefix}-${n}`
          try {
            await program.client.pushImage('library/audited', tag)
          } catch {
            break
          }
          acknowledged.push(`library/audited:${tag}`)
        }
        expect([failpoint, nth, await program.ended()]).toEqual([failpoint, nth, 'SIGKILL'])
      }
    }
    await program.start()
    const deadline = performance.now() + 10_000
    let seen: string[] = []
    do seen = await pushesSeen()
    while (acknowledged.some((each) => !seen.includes(each)) && performance.now() < deadline)
    expect(acknowledged.filter((each) => !seen.includes(each))).toEqual([])
    expect(seen.length).toBe(new Set(seen).size)
  },
  testLimit,
)

async function pushesSeen(): Promise<string[]> {
  const all: string[] = []
  for (let page = 1; ; page++) {
    const q = encodeURIComponent('operation=create,resource_type=artifact')
    const answer = await program.client.send(
      'GET',
      `/api/v2.0/auditlog-exts?page_size=100&page=${page}&q=${q}`,
    )
    const entries = (await answer.json()) as { resource: string }[]
    if (entries.length === 0) return all
    all.push(...entries.map(({ resource }) => resource))
  }
}
