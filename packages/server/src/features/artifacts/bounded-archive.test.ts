// Archives that somebody pushed: what is wanted is read, and bombs are refused before they cost much.
import { describe, expect, test } from 'bun:test'
import { gzipSync } from 'node:zlib'
import { tar } from '../../../../../test/support/tar.ts'
import { ArchiveUnreadable, readFromArchive } from './bounded-archive.ts'

const bounds = { inflated: 1024 * 1024, file: 1000, entries: 50, milliseconds: 5_000 }
const readme = (name: string) => (name.endsWith('/README.md') ? 'readme' : undefined)

async function read(bytes: Uint8Array, gzipped = true, more: Partial<typeof bounds> = {}) {
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream()
  const files = await readFromArchive(stream, gzipped, readme, { ...bounds, ...more })
  return new Map([...files].map(([key, content]) => [key, new TextDecoder().decode(content)]))
}

const small = tar([
  { name: 'a/', content: '' },
  { name: 'a/values.yaml', content: 'x: 1' },
  { name: 'a/README.md', content: '# A' },
  { name: 'a/charts/b/README.md', content: '# B' },
])

describe('what is wanted', () => {
  test('is read from a gzipped archive and from a plain one, the first of its name', async () => {
    expect([...(await read(gzipSync(small)))]).toEqual([['readme', '# A']])
    expect([...(await read(small, false))]).toEqual([['readme', '# A']])
  })

  test('may be missing', async () => {
    expect(await read(gzipSync(tar([{ name: 'a/x', content: 'y' }])))).toEqual(new Map())
  })
})

describe('is refused', () => {
  const refused = async (reading: Promise<unknown>, words: string) => {
    const error = await reading.catch((each: unknown) => each)
    expect(error).toBeInstanceOf(ArchiveUnreadable)
    expect((error as Error).message).toContain(words)
  }

  test('what inflates beyond the bound', async () => {
    const bomb = gzipSync(tar([{ name: 'a/zeros', content: new Uint8Array(20 * 1024 * 1024) }]))
    expect(bomb.byteLength).toBeLessThan(100_000)
    await refused(read(bomb), 'when inflated')
  })

  test('a wanted file that is too long', async () => {
    await refused(
      read(gzipSync(tar([{ name: 'a/README.md', content: 'x'.repeat(1001) }]))),
      'readme has more',
    )
  })

  test('too many entries', async () => {
    const many = Array.from({ length: 51 }, (_, n) => ({ name: `a/${n}`, content: '' }))
    await refused(read(gzipSync(tar(many))), 'entries')
  })

  test('what is no archive, and one that is cut off', async () => {
    await refused(read(new TextEncoder().encode('no gzip at all')), 'no readable archive')
    await refused(read(gzipSync(small).subarray(0, 60)), 'no readable archive')
    await refused(read(small.subarray(0, 700), false), 'no readable archive')
  })
})
