// Digests: only registered algorithms, only the one canonical spelling.
import { expect, test } from 'bun:test'
import { digestAlgorithm, digestHex, parseDigest } from './digest.ts'

const sha256 = `sha256:${'a1'.repeat(32)}`
const sha512 = `sha512:${'0f'.repeat(64)}`

test('sha256 and sha512 are digests, taken apart at the colon', () => {
  for (const [text, algorithm] of [
    [sha256, 'sha256'],
    [sha512, 'sha512'],
  ] as const) {
    const digest = parseDigest(text)
    expect(digest && [digestAlgorithm(digest), digestHex(digest)]).toEqual([algorithm, text.slice(7)])
  }
})

test.each([
  ['', 'nothing'],
  ['sha256:', 'no hex'],
  [`sha256:${'a'.repeat(63)}`, 'too short'],
  [`sha256:${'a'.repeat(65)}`, 'too long'],
  [`sha256:${'A'.repeat(64)}`, 'capitals'],
  [`sha256:${'g'.repeat(64)}`, 'not hex'],
  [`sha512:${'a'.repeat(64)}`, 'the other length'],
  [`md5:${'a'.repeat(32)}`, 'an algorithm that is not supported'],
  [`${sha256}\n`, 'a line break'],
  [` ${sha256}`, 'a space'],
])('%p is no digest: %s', (text) => {
  expect(parseDigest(text)).toBeUndefined()
})
