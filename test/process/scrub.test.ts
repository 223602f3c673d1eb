// `entrepot scrub` as an operator runs it: its exit codes, its words, beside a server, and Ctrl-C.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { endOf, programPassword, projectRoot, startProgram, temporaryFolder } from '../support/program.ts'
import { type Blob, basic, RegistryClient, randomBlob } from '../support/registry-client.ts'

const main = join(projectRoot, 'packages/server/src/main.ts')
const size = 300_000
const folder = temporaryFolder()
const data = join(folder.path, 'data')
const blobs: Blob[] = Array.from({ length: 8 }, () => randomBlob(size))

beforeAll(() =>
  whileServing(async (client) => {
    for (const blob of blobs) await client.pushBlob('library/scrubbed', blob)
  }),
)
afterAll(() => folder.remove())

async function whileServing(work: (client: RegistryClient) => Promise<void>): Promise<void> {
  const server = await startProgram({ settings: { 'data.dir': data } })
  try {
    await work(new RegistryClient(server.url, basic('admin', programPassword)))
  } finally {
    server.signal('SIGTERM')
    await server.exited
  }
}

const scrub = (...args: string[]) =>
  endOf({ command: [process.execPath, main, 'scrub', '--data-dir', data, ...args] })

test('all is well', async () => {
  expect(await scrub()).toEqual({
    exitCode: 0,
    stdout: 'Scrubbed 8 blobs (2.3 MiB): all are as they should be.\n',
    stderr: '',
  })
})

test('beside a server on SQLite it declines in one sentence', () =>
  whileServing(async () => {
    const { exitCode, stdout, stderr } = await scrub()
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(stderr).toStartWith('entrepot: with SQLite, a scrub runs while the server is stopped: ')
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  }))

test('Ctrl-C ends it with a summary and 130, and the next one reads only the rest', async () => {
  const child = Bun.spawn(
    [process.execPath, main, 'scrub', '--data-dir', data, '--rate', '256KiB', '--json'],
    {
      cwd: projectRoot,
      stdin: 'ignore',
      stdout: 'pipe',
      stderr: 'inherit',
    },
  )
  const lines: Record<string, unknown>[] = []
  let text = ''
  for await (const chunk of child.stdout) {
    text += Buffer.from(chunk).toString()
    const whole = text.split('\n')
    text = whole.pop() as string
    lines.push(...whole.map((line) => JSON.parse(line) as Record<string, unknown>))
    // The second line of progress comes two seconds after the first.
    if (lines.length === 2) child.kill('SIGINT')
  }
  expect(await child.exited).toBe(130)
  const last = lines.at(-1) as { type: string; finished: boolean; blobs: number }
  expect(last).toMatchObject({ type: 'summary', finished: false, damaged: 0 })
  expect(last.blobs).toBeGreaterThan(0)
  expect(last.blobs).toBeLessThan(8)
  const { exitCode, stdout } = await scrub('--json')
  expect(exitCode).toBe(0)
  const entries = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(entries[0]).toMatchObject({ type: 'progress', blobs: last.blobs })
  expect(entries.at(-1)).toMatchObject({ type: 'summary', finished: true, blobs: 8, bytes: 8 * size })
})

test('what is damaged is named, and the exit code is 1 until a push has healed it', async () => {
  const [blob] = blobs as [Blob]
  const hex = blob.digest.slice('sha256:'.length)
  const file = join(data, 'storage/blobs/sha256', hex.slice(0, 2), hex)
  chmodSync(file, 0o640)
  writeFileSync(file, randomBlob(size).bytes)
  const { exitCode, stdout } = await scrub()
  expect(exitCode).toBe(1)
  expect(stdout).toBe(
    `corrupt: blobs/sha256/${hex.slice(0, 2)}/${hex} (293.0 KiB): set aside; a push of it heals it\n` +
      'Scrubbed 8 blobs (2.3 MiB): 1 corrupt.\n',
  )
  expect((await scrub()).exitCode).toBe(1)
  await whileServing((client) => client.pushBlob('library/scrubbed', blob))
  expect((await scrub()).exitCode).toBe(0)
})

test('a folder without a registry, and a rate that is none', async () => {
  const elsewhere = await endOf({
    command: [process.execPath, main, 'scrub', '-d', join(folder.path, 'none')],
  })
  expect(elsewhere.exitCode).toBe(2)
  expect(elsewhere.stderr).toStartWith('entrepot: there is no registry in ')
  const rate = await scrub('--rate', 'fast')
  expect(rate.exitCode).not.toBe(0)
  expect(rate.stderr).toContain('It must be a size of at least 64KiB')
})
