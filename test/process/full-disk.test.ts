// A disk that fills up, as a small file system of its own: pushes are refused in words, all else goes on.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  endOf,
  programPassword,
  type RunningProgram,
  startProgram,
  temporaryFolder,
} from '../support/program.ts'
import { basic, blobOf, imageManifest, RegistryClient, randomBlob } from '../support/registry-client.ts'

const megabyte = 1024 * 1024
const folder = temporaryFolder()
const disk = join(folder.path, 'disk')
const filler = join(disk, 'filler')
const mounted = mountSmallDisk()
const reason = mounted ? '' : ' (skipped: mounting a small disk needs root)'
const noSpace = 'the registry has no space left for pushes; its administrator must free some. Pulls go on'

let server: RunningProgram
let client: RegistryClient

function mountSmallDisk(): boolean {
  mkdirSync(disk)
  if (process.getuid?.() !== 0) return false
  const options = ['-t', 'tmpfs', '-o', 'size=64m', 'entrepot-test', disk]
  return Bun.spawnSync(['mount', ...options], { stderr: 'ignore' }).exitCode === 0
}

/** Takes up the disk, but for so many bytes. */
function leaveFree(bytes: number): void {
  rmSync(filler, { force: true })
  const { bavail, bsize } = statfsSync(disk)
  writeFileSync(filler, Buffer.alloc(bavail * bsize - bytes))
}

async function pushBlob(size: number): Promise<[number, unknown]> {
  const blob = randomBlob(size)
  const path = `/v2/library/full/blobs/uploads/?digest=${blob.digest}`
  const answer = await client.send('POST', path, { body: blob.bytes as Uint8Array<ArrayBuffer> })
  const text = await answer.text()
  return [answer.status, text && (JSON.parse(text) as { errors: { message: string }[] }).errors[0]?.message]
}

beforeAll(async () => {
  if (!mounted) return
  server = await startProgram({
    settings: {
      'data.dir': join(folder.path, 'data'),
      'storage.path': join(disk, 'storage'),
      'storage.reserve': '8MiB',
    },
  })
  client = new RegistryClient(server.url, basic('admin', programPassword))
})
afterAll(async () => {
  if (mounted) {
    server.signal('SIGTERM')
    await server.exited
    Bun.spawnSync(['umount', disk])
  }
  folder.remove()
})

test.skipIf(!mounted)(
  `below storage.reserve pushes get 507, while pulls and logins go on${reason}`,
  async () => {
    const layer = randomBlob(megabyte)
    await client.pushImage('library/full', 'kept', layer)
    leaveFree(9 * megabyte)
    expect(await pushBlob(megabyte / 2)).toEqual([201, ''])
    expect(await pushBlob(2 * megabyte)).toEqual([507, noSpace])
    leaveFree(4 * megabyte)
    expect(await pushBlob(10)).toEqual([507, noSpace])
    const pulled = await client.send('GET', `/v2/library/full/blobs/${layer.digest}`)
    expect(Buffer.compare(await pulled.bytes(), layer.bytes)).toBe(0)
    expect((await client.send('GET', '/service/token?scope=repository:library/full:pull')).status).toBe(200)
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
    rmSync(filler)
    expect(await pushBlob(2 * megabyte)).toEqual([201, ''])
  },
)

test.skipIf(!mounted)(
  `a disk that is full in the middle of a stream: 507, and pushes go on once there is room${reason}`,
  async () => {
    leaveFree(12 * megabyte)
    const piece = Buffer.alloc(megabyte)
    let sent = 0
    const body = new ReadableStream({
      pull: (controller) => (sent++ < 40 ? controller.enqueue(piece) : controller.close()),
    })
    const location = await client.beginUpload('library/full')
    const answer = await client.send('PATCH', location, { body })
    expect([answer.status, (await answer.text()).includes(noSpace)]).toEqual([507, true])
    rmSync(filler)
    const config = blobOf(Buffer.from('{}'))
    await client.pushBlob('library/full', config)
    expect((await client.pushManifest('library/full', 'after', imageManifest(config, []))).status).toBe(201)
  },
)

test.skipIf(!mounted)(`a start on a full disk tells so in one sentence${reason}`, async () => {
  leaveFree(0)
  const { exitCode, stderr } = await endOf({ settings: { 'data.dir': join(disk, 'data') } })
  rmSync(filler)
  expect([exitCode, stderr.trimEnd().split('\n')]).toEqual([
    1,
    [expect.stringMatching(/^entrepot: .*the disk is full$/)],
  ])
})
