// A disk without room: pushes are refused in words and leave nothing, pulls and logins go on, and it heals by itself.
import { afterEach, beforeEach, expect } from 'bun:test'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Blob,
  blobOf,
  imageManifest,
  type RegistryClient,
  randomBlob,
} from '../support/registry-client.ts'
import { testWithMounts } from './mounts.ts'
import { Program } from './program.ts'
import { fill, smallVolume, type Volume } from './volume.ts'

const MiB = 1024 * 1024
const volumeBytes = 24 * MiB
const repository = 'library/full'

let folder: string
let volume: Volume | undefined
let program: Program | undefined

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'entrepot-full-'))
})

afterEach(async () => {
  await program?.kill()
  volume?.remove()
  await rm(folder, { recursive: true, force: true })
})

async function startOn(place: 'data' | 'storage'): Promise<{ server: Program; disk: Volume }> {
  const disk = smallVolume(folder, volumeBytes)
  volume = disk
  const onDisk =
    place === 'data' ? { data: join(disk.path, 'data') } : { storage: join(disk.path, 'storage') }
  const server = await Program.prepare({ folder, ...onDisk })
  program = server
  await server.start()
  return { server, disk }
}

/** A login as docker's: a token for the scope, and one to come back with. */
async function logIn(client: RegistryClient): Promise<string> {
  const query = `service=entrepot&offline_token=true&client_id=docker&scope=repository:${repository}:pull`
  const answer = await client.send('GET', `/service/token?${query}`)
  expect(answer.status).toBe(200)
  return ((await answer.json()) as { token: string }).token
}

async function expectPulled(client: RegistryClient, layer: Blob): Promise<void> {
  const authorization = `Bearer ${await logIn(client)}`
  const manifest = await fetch(`${client.url}/v2/${repository}/manifests/kept`, {
    headers: { authorization },
  })
  expect(manifest.status).toBe(200)
  await manifest.arrayBuffer()
  const blob = await fetch(`${client.url}/v2/${repository}/blobs/${layer.digest}`, {
    headers: { authorization },
  })
  expect(Buffer.from(await blob.arrayBuffer()).equals(layer.bytes)).toBe(true)
}

async function expectNoSpace(answer: Response): Promise<void> {
  const { errors } = (await answer.json()) as { errors: { code: string; message: string }[] }
  expect([answer.status, errors[0]?.code]).toEqual([507, 'NO_SPACE'])
  expect(errors[0]?.message).toContain('no space')
}

const staged = (server: Program) => readdir(join(server.storageDir, 'uploads'))

testWithMounts('a full disk of the storage', async () => {
  const { server, disk } = await startOn('storage')
  const { client } = server
  const layer = randomBlob(MiB)
  await client.pushImage(repository, 'kept', layer)
  const makeRoom = fill(disk, 1.5 * MiB)
  const big = randomBlob(4 * MiB)
  const whole = (body: BodyInit) =>
    client.send('POST', `/v2/${repository}/blobs/uploads/?digest=${big.digest}`, { body })
  // Announced: refused before a byte is written. Streamed: it runs into the wall, after writes that took less than all.
  await expectNoSpace(await whole(big.bytes as Uint8Array<ArrayBuffer>))
  await expectNoSpace(await whole(new Blob([big.bytes as Uint8Array<ArrayBuffer>]).stream()))
  expect(await staged(server)).toEqual([])
  expect((await client.send('HEAD', `/v2/${repository}/blobs/${big.digest}`)).status).toBe(404)
  // A session keeps what was acknowledged, and goes on from there later.
  const location = await client.beginUpload(repository)
  const half = big.bytes.subarray(0, MiB)
  expect((await client.chunk(location, half, 0)).status).toBe(202)
  await expectNoSpace(await client.chunk(location, big.bytes.subarray(MiB), MiB))
  await expectPulled(client, layer)
  makeRoom()
  expect((await client.send('GET', location)).headers.get('range')).toBe(`0-${MiB - 1}`)
  expect((await client.chunk(location, big.bytes.subarray(MiB), MiB)).status).toBe(202)
  expect((await client.finish(location, big.digest)).status).toBe(201)
  const pulled = await client.send('GET', `/v2/${repository}/blobs/${big.digest}`)
  expect(Buffer.from(await pulled.arrayBuffer()).equals(big.bytes)).toBe(true)
  await client.pushImage(repository, 'after')
  expect(await staged(server)).toEqual([])
})

testWithMounts('a full disk of the database and the storage', async () => {
  const { server, disk } = await startOn('data')
  const { client } = server
  const layer = randomBlob(MiB)
  await client.pushImage(repository, 'kept', layer)
  const config = blobOf(new TextEncoder().encode('{}'))
  const makeRoom = fill(disk)
  await expectNoSpace(await firstRefusal(() => client.send('POST', `/v2/${repository}/blobs/uploads/`)))
  await expectNoSpace(
    await firstRefusal((turn) => client.pushManifest(repository, `t${turn}`, imageManifest(config, [layer]))),
  )
  const lone = randomBlob(10)
  await expectNoSpace(
    await client.send('POST', `/v2/${repository}/blobs/uploads/?digest=${lone.digest}`, {
      body: 'x'.repeat(10),
    }),
  )
  await expectPulled(client, layer)
  expect(await server.ready()).toBe(true)
  makeRoom()
  await client.pushImage(repository, 'after')
  await expectPulled(client, layer)
  // And a start with what the full disk left behind.
  await server.kill()
  await server.start()
  await expectPulled(client, layer)
  expect(await staged(server)).toEqual([])
})

/** SQLite's files have some room inside: the first changes may still fit. */
async function firstRefusal(change: (turn: number) => Promise<Response>): Promise<Response> {
  for (let turn = 0; turn < 2000; turn++) {
    const answer = await change(turn)
    if (answer.status >= 300) return answer
    await answer.text()
  }
  throw new Error('the disk never became full')
}
