// What Markdown is laid out, and where it may lead.
import { expect, test } from 'bun:test'
import { isIntricate, leadsOn } from './markdown-rules.ts'

const readme = [
  '# Chart\n\nSome *words* with `code`, [a link](https://example.com) and ~~more~~.',
  '- one\n  - two\n    - three\n\n> said\n> > and answered',
  `| Key | Type | Default | Description |\n|---|:--|---|--:|\n${'| `image.tag_name` | string | `[]` | See [docs](https://example.com/x_y) |\n'.repeat(600)}`,
  `\`\`\`yaml\n${`${' '.repeat(24)}key: value\n`.repeat(500)}\`\`\``,
].join('\n\n')

test('what people write is laid out', () => {
  expect(isIntricate(readme)).toBe(false)
  expect(isIntricate('')).toBe(false)
})

test.each([
  ['quotes in quotes', '>'.repeat(1_000)],
  ['quotes with spaces between', '> '.repeat(1_000)],
  ['lists in one line', `${'- '.repeat(1_000)}a`],
  ['numbered ones', `${'1. '.repeat(200)}a`],
  ['lists in lists', Array.from({ length: 500 }, (_, depth) => `${' '.repeat(depth * 2)}- a`).join('\n')],
  [
    'many short stairs',
    `${Array.from({ length: 90 }, (_, depth) => `${' '.repeat(depth * 2)}- a`).join('\n')}\n\n`.repeat(40),
  ],
  ['emphasis that never ends', '_a*'.repeat(5_000)],
  ['links in links', `${'!['.repeat(3_000)}a${'](b)'.repeat(3_000)}`],
  ['paragraphs of them', `${'_a*'.repeat(1_000)}\n\n`.repeat(50)],
  ['a table whose rows are filled up', `${'|a'.repeat(500)}\n${'|-'.repeat(500)}\n${'|a\n'.repeat(2_000)}`],
  ['a text without end', 'a '.repeat(200_000)],
  ['comments that never end', 'a <!-- '.repeat(5_000)],
  ['instructions', 'a <? '.repeat(40_000)],
  ['declarations', 'a <!A '.repeat(40_000)],
  ['code between ever more backticks', Array.from({ length: 600 }, (_, n) => `${'`'.repeat(n)} a`).join(' ')],
  ['an address that ends in entities', `www.a.b/${'&amp;'.repeat(40_000)}`],
  ['a list without end', '- a\n'.repeat(20_000)],
])('%s are shown as they are written', (_, text) => {
  expect(isIntricate(text)).toBe(true)
})

test('to look whether it is takes no time itself', () => {
  const began = performance.now()
  for (const piece of ['> ', '- ', '1. ', '|-', ' ', '\n', '_', '|', '9'])
    isIntricate(piece.repeat(240_000 / piece.length))
  expect(performance.now() - began).toBeLessThan(2_000)
})

const here = 'https://registry.example.com/repositories/team/app'

test.each([
  'https://example.com/a',
  '//example.com/c/x',
  'mailto:a@example.com',
  '#part',
  '/repositories/team/app:v1',
  'docs/x.md',
])('%p is a link', (address) => {
  expect(leadsOn(address, here)).toBe(true)
})

test.each([
  '',
  '/c/log_out',
  '/c/oidc/logout',
  'https://registry.example.com/c/log_out',
  '../../c/log_out',
  '/x/../C/log_out',
  '/%63/log_out',
  '/%2563/log_out',
  '/.//c/log_out',
  '/x%2f..%2fc/log_out',
  '/api/v2.0/users',
  '/v2/',
  '/login?language=en',
  'http://[',
])('%p is none', (address) => {
  expect(leadsOn(address, here)).toBe(false)
})
