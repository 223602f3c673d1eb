// kill -9 at every named gap and at random moments, under concurrent pushes: what was answered with success stays.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { failpoints } from '../../packages/server/src/platform/failpoints.ts'
import { describeTimes, tellFigures } from './figures.ts'
import type { Ledger } from './ledger.ts'
import { expectSwept } from './leftovers.ts'
import { type Doom, Program } from './program.ts'
import { kills, testLimit } from './scale.ts'
import { verify } from './verify.ts'
import { pushers } from './workload.ts'

const clients = 4
/** Milliseconds in which each gap must have been reached. */
const reachLimit = 30_000
/** Milliseconds after which a kill at random falls, at the latest. */
const randomLimit = 500
/** Ledgers of earlier rounds that each restart is asked for too; the last one is asked for all. */
const recheck = 3
let folder: string
let program: Program

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'entrepot-kills-'))
  program = await Program.prepare({ folder })
})

afterAll(async () => {
  await program.kill()
  await rm(folder, { recursive: true, force: true })
})

test(
  'nothing that was acknowledged is lost, nothing shows by half, and each restart is quick',
  async () => {
    const rounds = shuffled([...atFailpoints(), ...Array<undefined>(kills.atRandom).fill(undefined)])
    const ledgers: Ledger[] = []
    const times: number[] = []
    let successes = 0
    for (const [index, doom] of rounds.entries()) {
      times.push(...(await program.startAndLook(doom, () => requireKept(ledgers, doom === undefined, index))))
      const round = pushers(program.client, `r${index}`, clients)
      await untilKilled(round, doom)
      for (const pusher of round) {
        expect(pusher.refusals).toEqual([])
        successes += pusher.successes
        ledgers.push(pusher.ledger)
      }
    }
    times.push(await program.start())
    for (const ledger of ledgers)
      expect(await verify(program.client, ledger, { finishUploads: true })).toEqual([])
    await program.kill()
    const { staged, unnamed } = await expectSwept(program)
    tellFigures(
      `kill -9: ${rounds.length} kills, ${successes} acknowledged changes, nothing lost`,
      describeTimes(times),
      `${staged} staged and ${unnamed} unnamed files were left, and swept`,
    )
    // The first start makes the database; the others follow a kill. The slower ones tell of what else the machine does.
    expect(lowerQuartile(times.slice(1))).toBeLessThan(1000)
  },
  testLimit,
)

function atFailpoints(): Doom[] {
  return failpoints.flatMap((failpoint) =>
    Array.from({ length: kills.each }, () => ({ failpoint, nth: 1 + Math.floor(Math.random() * 4) })),
  )
}

async function requireKept(ledgers: readonly Ledger[], finishUploads: boolean, round: number): Promise<void> {
  const last = ledgers.slice(-clients)
  const earlier = shuffled(ledgers.slice(0, -clients)).slice(0, recheck)
  for (const ledger of [...last, ...earlier]) {
    const broken = await verify(program.client, ledger, { finishUploads })
    if (broken.length > 0)
      throw new Error(`after ${round} kills:\n${broken.join('\n')}\n${program.log().slice(-3000)}`)
  }
}

async function untilKilled(round: ReturnType<typeof pushers>, doom: Doom | undefined): Promise<void> {
  let over = false
  const working = Promise.all(round.map((pusher) => pusher.run(() => over)))
  if (doom === undefined) {
    await Bun.sleep(Math.random() * randomLimit)
    await program.kill()
  } else if ((await program.ended(reachLimit)) !== 'SIGKILL') {
    over = true
    throw new Error(`the gap "${doom.failpoint}" was not reached ${doom.nth} times in ${reachLimit} ms`)
  }
  await working
}

function lowerQuartile(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 2] ?? 0
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}
