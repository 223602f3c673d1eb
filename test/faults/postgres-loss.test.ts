// PostgreSQL is killed under concurrent pushes and comes back: clients see 503, nothing acknowledged is lost.
import { afterAll, beforeAll, expect } from 'bun:test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { failpoints } from '../../packages/server/src/platform/failpoints.ts'
import { type PostgresServer, startPostgres } from '../support/postgres.ts'
import { testWith } from '../support/programs.ts'
import { describeTimes, tellFigures } from './figures.ts'
import type { Ledger } from './ledger.ts'
import { Program } from './program.ts'
import { postgresKills, testLimit } from './scale.ts'
import { verify } from './verify.ts'
import { pushers } from './workload.ts'

const clients = 4
/** Milliseconds that PostgreSQL stays away after a kill, and that the clients push before and after. */
const away = 300
const pushing = 500
/** Milliseconds in which each gap must have been reached. */
const reachLimit = 90_000 // a killed node still holds the delivery of events for half a minute

let folder: string
let postgres: PostgresServer | undefined
let program: Program | undefined

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'entrepot-loss-'))
})

afterAll(async () => {
  await program?.kill()
  await postgres?.stop()
  await rm(folder, { recursive: true, force: true })
})

async function start(): Promise<{ server: Program; database: PostgresServer }> {
  postgres ??= await startPostgres()
  program ??= await Program.prepare({
    folder,
    env: { ENTREPOT_DATABASE_URL: await postgres.createDatabase() },
  })
  return { server: program, database: postgres }
}

async function requireKept(
  server: Program,
  ledgers: readonly Ledger[],
  finishUploads: boolean,
): Promise<void> {
  const broken: string[] = []
  for (const ledger of ledgers) broken.push(...(await verify(server.client, ledger, { finishUploads })))
  if (broken.length > 0) throw new Error(`${broken.join('\n')}\n${server.log().slice(-3000)}`)
}

testWith(
  ['initdb'],
  'PostgreSQL killed and started again under load',
  async () => {
    const { server, database } = await start()
    await server.start()
    const ledgers: Ledger[] = []
    const recoveries: number[] = []
    let [successes, unavailable] = [0, 0]
    for (let kill = 0; kill < postgresKills; kill++) {
      const round = pushers(server.client, `g${kill}`, clients)
      let over = false
      const working = Promise.all(round.map((pusher) => pusher.run(() => over)))
      await Bun.sleep(Math.random() * pushing)
      await database.kill()
      await Bun.sleep(away)
      await database.restart()
      const back = performance.now()
      while (!(await server.ready())) await Bun.sleep(10)
      recoveries.push(performance.now() - back)
      await Bun.sleep(pushing)
      over = true
      await working
      for (const pusher of round) {
        // What is not 503 follows from one: a layer that could not be recorded is missing for its manifest.
        expect(
          pusher.refusals.filter(
            ({ status, retryAfter }) => status >= 500 && !(status === 503 && retryAfter),
          ),
        ).toEqual([])
        unavailable += pusher.refusals.length
        successes += pusher.successes
        ledgers.push(pusher.ledger)
      }
      expect(await server.ready()).toBe(true)
    }
    expect(unavailable).toBeGreaterThan(0)
    await requireKept(server, ledgers, true)
    await server.kill()
    tellFigures(
      `PostgreSQL killed: ${postgresKills} times, ${successes} acknowledged changes, ${unavailable} refusals, nothing lost`,
      describeTimes(recoveries),
    )
  },
  testLimit,
)

testWith(
  ['initdb'],
  'kill -9 of the server in every gap, on PostgreSQL',
  async () => {
    const { server } = await start()
    const ledgers: Ledger[] = []
    for (const failpoint of failpoints) {
      const doom = { failpoint, nth: 1 + Math.floor(Math.random() * 3) }
      await server.startAndLook(doom, () => requireKept(server, ledgers.slice(-clients), false))
      const round = pushers(server.client, `f${failpoints.indexOf(failpoint)}`, clients)
      const working = Promise.all(round.map((pusher) => pusher.run(() => false)))
      if ((await server.ended(reachLimit)) !== 'SIGKILL')
        throw new Error(`the gap "${failpoint}" was not reached`)
      await working
      for (const pusher of round) expect(pusher.refusals).toEqual([])
      ledgers.push(...round.map(({ ledger }) => ledger))
    }
    await server.start()
    await requireKept(server, ledgers, true)
    await server.kill()
  },
  testLimit,
)
