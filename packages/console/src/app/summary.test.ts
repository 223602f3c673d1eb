// What lists show of a description.
import { expect, test } from 'bun:test'
import { summaryOf } from './summary.ts'

test.each([
  ['# App\n\n![build](x)\nThe **web** part of [the shop](https://x).\nMore.', 'The web part of the shop.'],
  ['', ''],
  ['# Only a title', ''],
  ['- one\n- two', 'one'],
  ['plain', 'plain'],
])('%j', (markdown, summary) => {
  expect(summaryOf(markdown)).toBe(summary)
})
