// Events that repeat: the first at once, the others counted, and how much is remembered.
import { expect, test } from 'bun:test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqlite } from '../../drivers/database/sqlite/sqlite.ts'
import { minute, second } from '../clock.ts'
import { queries } from '../database/queries.ts'
import { Events } from '../events.ts'
import { describeJobs, type JobsUnderTest } from '../jobs/jobs-suite.ts'
import { createLog } from '../log.ts'
import { RepeatedEvents } from './repeated-events.ts'

const cause = {
  actor: { type: 'user', id: 7, name: 'ada', via: 'token' },
  address: '192.0.2.1',
  requestId: 'r1',
  traceparent: undefined,
}

function scene({ db, clock }: JobsUnderTest, most = 100) {
  const events = new Events(['seen'], clock)
  const lost: number[] = []
  const repeated = new RepeatedEvents({
    ...{ db, events, clock, log: createLog('silent'), window: 5 * minute, most },
    lost: (count) => lost.push(count),
  })
  const happen = (key: string) => {
    if (repeated.again(key)) return
    repeated.begin(key, {
      cause,
      event: { kind: 'thing.pulled', projectId: 1, body: { key }, passing: true },
    })
  }
  const recorded = async () => {
    const rows = await queries(db).selectFrom('events').select(['at', 'body']).orderBy('seq').execute()
    return rows.map(({ at, body }) => [at, ...Object.values(JSON.parse(body) as object)])
  }
  return { repeated, happen, recorded, lost }
}

describeJobs('repeated events', (using) => {
  const each = (name: string, work: (on: JobsUnderTest) => Promise<void>) =>
    test(name, () => using(work), 60_000)

  each('the first is recorded at the next flush, with its time; the others once a window', async (on) => {
    const { repeated, happen, recorded } = scene(on)
    const start = on.clock()
    happen('a')
    on.pass(1 * second)
    for (let i = 0; i < 3; i++) happen('a')
    happen('b')
    await repeated.flush()
    expect(await recorded()).toEqual([
      [start, 'a', 1],
      [start + second, 'b', 1],
    ])
    on.pass(5 * minute)
    await repeated.flush()
    expect((await recorded()).slice(2)).toEqual([[on.clock(), 'a', 3]])
    // It went on, so the next window has begun; the one that did not is forgotten.
    expect(repeated.size).toBe(1)
    on.pass(5 * minute)
    await repeated.flush()
    expect([repeated.size, (await recorded()).length]).toEqual([0, 3])
    await repeated.close()
  })

  each('what was counted is recorded at the end', async (on) => {
    const { repeated, happen, recorded } = scene(on)
    for (let i = 0; i < 4; i++) happen('a')
    await repeated.close()
    expect((await recorded()).map(([, key, count]) => [key, count])).toEqual([
      ['a', 1],
      ['a', 3],
    ])
  })

  each('no more is remembered than there is room for, and nothing goes uncounted', async (on) => {
    const { repeated, happen, recorded } = scene(on, 10)
    for (let i = 0; i < 350; i++) for (let n = 0; n < 2; n++) happen(`k${i}`)
    expect(repeated.size).toBe(10)
    await repeated.close()
    const total = (await recorded()).reduce((sum, [, , count]) => sum + Number(count), 0)
    expect(total).toBe(700)
  })
})

describeJobs('a database that is away', (using) => {
  test(
    'what it does not take is kept for later, and counted as lost where there is no room, or no later',
    () =>
      using(async (on) => {
        const folder = await mkdtemp(join(tmpdir(), 'entrepot-away-'))
        const away = openSqlite(join(folder, 'away.sqlite'))
        await away.close()
        const { repeated, happen, lost } = scene({ ...on, db: away }, 100_000)
        for (let i = 0; i < 50_003; i++) happen(`k${i}`)
        await repeated.flush()
        expect(lost).toHaveLength(3)
        await repeated.close()
        expect(lost.reduce((sum, each) => sum + each, 0)).toBe(50_003)
        await rm(folder, { recursive: true })
      }),
    60_000,
  )
})
