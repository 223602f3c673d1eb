// What a search shows of a description.
import { describe, expect, test } from 'bun:test'
import { plainExcerpt } from './plain-excerpt.ts'

/** What is marked is written in brackets of its own: `«shop»`. */
function excerpt(written: string): string {
  const marks = [...written.matchAll(/«([^»]*)»/g)].map(({ index, 1: word = '' }, before) => ({
    start: index - 2 * before,
    length: word.length,
  }))
  const plain = plainExcerpt(written.replaceAll(/[«»]/g, ''), marks)
  return plain.marks.reduceRight(
    (text, { start, length }) =>
      `${text.slice(0, start)}«${text.slice(start, start + length)}»${text.slice(start + length)}`,
    plain.text,
  )
}

describe('an excerpt', () => {
  test.each([
    ['# The front of the «shop» What customers see.', 'The front of the «shop» What customers see.'],
    ['Asks [the «API»](https://api.example.com) for all.', 'Asks the «API» for all.'],
    [
      'All of it. | Tag | For | |---|---| | `stable` | «production» |',
      'All of it. Tag For stable «production» ',
    ],
    ['**Bold** «words», and `code`', 'Bold «words», and code'],
    ['- one «two» a_name 3 - 4', '- one «two» a_name 3 - 4'],
    ['nothing to «leave» out', 'nothing to «leave» out'],
  ])('%s', (written, plain) => {
    expect(excerpt(written)).toBe(plain)
  })

  test('keeps an address that is what was found', () => {
    expect(excerpt('Asks [it](https://«api».example.com), *at* «once»')).toBe(
      'Asks [it](https://«api».example.com), at «once»',
    )
  })
})
