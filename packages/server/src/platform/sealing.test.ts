// Sealed secrets: what opens them, and what does not.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KeyFileInvalid, Sealing } from './sealing.ts'

const key = (fill: number) => Buffer.alloc(32, fill).toString('base64')
const first = Sealing.parse(`1:${key(1)}\n`, 'file')
const both = Sealing.parse(`# rotated in March\n1:${key(1)}\n\n2:${key(2)}\n`, 'file')

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'entrepot-sealing-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('what is sealed opens for the same purpose, and shows nothing of itself', () => {
  const sealed = first.seal('sesame é', 'robot 7')
  expect(first.open(sealed, 'robot 7')).toBe('sesame é')
  expect(Buffer.from(sealed.sealed, 'base64').toString('latin1')).not.toContain('sesame')
  expect(first.seal('sesame é', 'robot 7').sealed).not.toBe(sealed.sealed)
})

test('not for another purpose, with another key, or changed in any byte', () => {
  const { sealed, keyVersion } = first.seal('sesame', 'robot 7')
  expect(() => first.open({ sealed, keyVersion }, 'robot 8')).toThrow(KeyFileInvalid)
  expect(() => Sealing.parse(`1:${key(9)}`, 'file').open({ sealed, keyVersion }, 'robot 7')).toThrow(
    'another one?',
  )
  const bytes = Buffer.from(sealed, 'base64')
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = Buffer.from(bytes)
    changed[at] = (changed[at] as number) ^ 1
    const attempt = () => first.open({ sealed: changed.toString('base64'), keyVersion }, 'robot 7')
    expect(attempt).toThrow(KeyFileInvalid)
  }
})

test.each([0, 1, 11, 12, 16, 20, 27, 28])('not cut to %p bytes', (length) => {
  const { sealed, keyVersion } = first.seal('sesame', 'robot 7')
  const cut = Buffer.from(sealed, 'base64').subarray(0, length).toString('base64')
  expect(() => first.open({ sealed: cut, keyVersion }, 'robot 7')).toThrow(KeyFileInvalid)
})

test('the highest version seals, the older ones still open', () => {
  const old = first.seal('sesame', 'robot 7')
  expect(both.open(old, 'robot 7')).toBe('sesame')
  const sealed = both.seal('sesame', 'robot 7')
  expect(sealed.keyVersion).toBe(2)
  expect(() => first.open(sealed, 'robot 7')).toThrow('lacks key version 2')
})

describe('the key file', () => {
  test('is made once, for its owner only, and leaves no draft', async () => {
    const path = join(folder, 'made.key')
    const sealed = Sealing.fromFile(path).seal('sesame', 'robot 7')
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(Sealing.fromFile(path).open(sealed, 'robot 7')).toBe('sesame')
    expect(await readdir(folder)).toEqual(['made.key'])
  })

  test.each([
    ['no key', '\n# nothing\n', 'holds no key'],
    ['a short key', `1:${Buffer.alloc(31).toString('base64')}`, 'not <version>:<32 bytes'],
    ['a key without its version', key(1), 'not <version>:<32 bytes'],
    ['another kind of file', '-----BEGIN PRIVATE KEY-----', 'not <version>:<32 bytes'],
    ['two keys of one version', `1:${key(1)}\n1:${key(2)}\n`, 'two keys of version 1'],
  ])('with %s is refused in a sentence that keeps its content', (_, text, words) => {
    const attempt = () => Sealing.parse(text, '/etc/entrepot.key')
    expect(attempt).toThrow(KeyFileInvalid)
    expect(attempt).toThrow('/etc/entrepot.key')
    expect(attempt).toThrow(words)
    expect(attempt).not.toThrow(key(1))
  })

  test('that cannot be read or made is refused in a sentence that names the setting', async () => {
    const aFolder = join(folder, 'folder')
    await mkdir(aFolder)
    for (const path of [aFolder, join(folder, 'absent', 'secrets.key')]) {
      expect(() => Sealing.fromFile(path)).toThrow(KeyFileInvalid)
      expect(() => Sealing.fromFile(path)).toThrow('secrets.keyFile')
    }
  })
})
