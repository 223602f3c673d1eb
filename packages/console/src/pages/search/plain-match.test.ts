// A match in a description reads as text, and what matched in it is still marked.
import { expect, test } from 'bun:test'
import { plainMatch } from './plain-match.ts'

/** @param text what is marked is in braces */
function plain(text: string): string {
  const start = text.indexOf('{')
  const length = text.indexOf('}') - start - 1
  const match = plainMatch({ text: text.replace(/[{}]/g, ''), marks: [{ start, length }] })
  const [mark] = match.marks
  if (!mark) return match.text
  const [from, to] = [mark.start, mark.start + mark.length]
  return `${match.text.slice(0, from)}{${match.text.slice(from, to)}}${match.text.slice(to)}`
}

test.each([
  ['# The front of the {shop} What', 'The front of the {shop} What'],
  ['Asks [the API](https://api.example.com) of the **{shop}**', 'Asks the API of the {shop}'],
  ['[the {shop}](https://example.com/', 'the {shop}'],
  ['a `{shop}` ![picture](a.png) | Tag | |---|---| x', 'a {shop} picture  Tag   x'],
  ['C# and MY_{SHOP} stay [as] they are', 'C# and MY_{SHOP} stay [as] they are'],
  ['see [it](https://{shop}.example.com)', 'see it'],
])('%p', (written, shown) => {
  expect(plain(written)).toBe(shown)
})
