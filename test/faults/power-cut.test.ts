// The power fails under concurrent pushes: what was answered with success is on the disk.
import { afterAll, beforeAll, expect } from 'bun:test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeTimes, tellFigures } from './figures.ts'
import type { Ledger } from './ledger.ts'
import { testWithMounts } from './mounts.ts'
import { Program } from './program.ts'
import { powerCuts, testLimit } from './scale.ts'
import { verify } from './verify.ts'
import { PowerVolume } from './volume.ts'
import { pushers } from './workload.ts'

const clients = 4
const volumeBytes = 512 * 1024 * 1024
/** Milliseconds after which a cut falls, at the latest; ext4 writes back by itself every five seconds. */
const cutLimit = 2000

let folder: string
let volume: PowerVolume | undefined
let program: Program | undefined

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'entrepot-power-'))
})

afterAll(async () => {
  await program?.kill()
  volume?.remove()
  await rm(folder, { recursive: true, force: true })
})

testWithMounts(
  'nothing that was acknowledged before a power cut is lost, and nothing shows by half',
  async () => {
    volume = new PowerVolume(folder, volumeBytes)
    program = await Program.prepare({ folder, data: join(volume.path, 'data') })
    const ledgers: Ledger[] = []
    const times: number[] = []
    let successes = 0
    for (let cut = 0; cut < powerCuts; cut++) {
      times.push(await program.start())
      await requireKept(program, ledgers, cut)
      successes += await untilCut(program, volume, cut, ledgers)
    }
    times.push(await program.start())
    await requireKept(program, ledgers, powerCuts)
    tellFigures(
      `power cuts: ${powerCuts}, ${successes} acknowledged changes, nothing lost`,
      describeTimes(times),
    )
  },
  { timeoutMs: testLimit, loop: true },
)

async function untilCut(server: Program, disk: PowerVolume, cut: number, ledgers: Ledger[]): Promise<number> {
  const round = pushers(server.client, `p${cut}`, clients)
  const working = Promise.all(round.map((pusher) => pusher.run(() => false)))
  await Bun.sleep(Math.random() * cutLimit)
  // A machine without power answers nobody. Here the processor runs on, and an fsync that met the cut half way may
  // succeed: the kernel takes a commit that it has given up for one that is done.
  for (const pusher of round) pusher.deafen()
  disk.cut()
  await working
  await server.kill()
  await disk.powerUp()
  ledgers.push(...round.map(({ ledger }) => ledger))
  return round.reduce((sum, { successes }) => sum + successes, 0)
}

async function requireKept(server: Program, ledgers: readonly Ledger[], cut: number): Promise<void> {
  for (const ledger of ledgers) {
    const broken = await verify(server.client, ledger, { finishUploads: true })
    if (broken.length > 0)
      throw new Error(`after ${cut} cuts:\n${broken.join('\n')}\n${server.log().slice(-3000)}`)
  }
  expect(await server.ready()).toBe(true)
}
