// What becomes of Markdown: elements alone, whatever somebody wrote, and no more than a page can show.
import { expect, test } from 'bun:test'
import type { Element, Root, RootContent } from 'hast'
import { treeOf } from './markdown-tree.ts'

/** As HTML, without attributes but these. */
function shownOf(node: Root | RootContent): string {
  if (node.type === 'text') return node.value.trim()
  if (node.type === 'root') return node.children.map(shownOf).join('')
  return node.type === 'element' ? shownElement(node) : `a ${node.type}`
}

function shownElement({ tagName, properties, children }: Element): string {
  const { href, src, align } = properties
  const attributes = Object.entries({ href, src, align }).filter(([, value]) => value !== undefined)
  const written = attributes.map(([name, value]) => ` ${name}=${value}`).join('')
  return `<${tagName}${written}>${children.map(shownOf).join('')}</${tagName}>`
}

test.each([
  ['Some *words* of `code`', '<p>Some<em>words</em>of<code>code</code></p>'],
  ['[a](/b) www.example.com', '<p><a href=/b>a</a><a href=http://www.example.com>www.example.com</a></p>'],
  ['![a](b.png)', '<p><img src=b.png></img></p>'],
  ['~~a~~\n\n- [x] b', '<p><del>a</del></p><ul><li><input></input>b</li></ul>'],
  ['|a|\n|-:|', '<table><thead><tr><th align=right>a</th></tr></thead></table>'],
  ['a &amp; b', '<p>a & b</p>'],
  ['', ''],
])('%j', (text, shown) => {
  expect(shownOf(treeOf(text))).toBe(shown)
})

test.each([
  ['of a block', '<script>alert(1)</script>', '<script>alert(1)</script>'],
  ['in a line', 'a <img src=x onerror=y>', '<p>a<img src=x onerror=y></p>'],
])('HTML %s is text', (_, text, shown) => {
  expect(shownOf(treeOf(text))).toBe(shown)
  expect(JSON.stringify(treeOf(text))).not.toMatch(/"raw"|"tagName":"(?:script|img)"/)
})

test.each([
  ['# A\n\n## B\n\n# C', '<h2>A</h2><h3>B</h3><h2>C</h2>'],
  ['### A\n\n###### B', '<h2>A</h2><h3>B</h3>'],
  ['> # A\n\n## B', '<blockquote><h2>A</h2></blockquote><h3>B</h3>'],
])('headings begin below that of the page and skip no level: %j', (text, shown) => {
  expect(shownOf(treeOf(text))).toBe(shown)
})

test('where something was written is not told', () => {
  expect(JSON.stringify(treeOf('# A\n\n- *b*\n\n|c|\n|-|\n|d|'))).not.toContain('position')
})

test('a long readme is laid out', () => {
  const rows = '| `image.tag_name` | string | `[]` | See [docs](https://example.com/x_y) |\n'.repeat(2_000)
  expect(treeOf(`| Key | Type | Default | Description |\n|---|:--|---|--:|\n${rows}`).children).toHaveLength(
    1,
  )
})

test.each([
  ['quotes in quotes', '> '.repeat(1_000)],
  ['lists in one line', `${'- '.repeat(1_000)}a`],
  ['emphasis in emphasis', `${'*a '.repeat(300)}${'b* '.repeat(300)}`],
  ['a table whose rows are filled up', `${'|a'.repeat(500)}\n${'|-'.repeat(500)}\n${'|a\n'.repeat(1_000)}`],
  ['one long address of many links', `[a]: http://x/${'b'.repeat(10_000)}\n\n${'[a] '.repeat(2_000)}`],
  ['lines without end', 'a\\\n'.repeat(30_000)],
])('%s are too much', (_, text) => {
  expect(() => treeOf(text)).toThrow(RangeError)
})

test('a table that is written short and would be large is refused before it is made', () => {
  const before = process.memoryUsage().rss
  const text = `${'|a'.repeat(2_000)}\n${'|-'.repeat(2_000)}\n${'|\n'.repeat(4_000)}`
  expect(() => treeOf(text)).toThrow('its tables are too large')
  expect(process.memoryUsage().rss - before).toBeLessThan(300e6)
})
