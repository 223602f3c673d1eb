// Markdown as a tree of elements, as a worker makes it for the page: anybody who may push has written the text.
import type { Element, Nodes, Root } from 'hast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { type Handlers, toHast } from 'mdast-util-to-hast'
import { gfm } from 'micromark-extension-gfm'

/** What the page still has to do grows with these: it shows at most as much at once. */
const mostNodes = 60_000
const deepest = 200
/** Characters of addresses: one that is written once may be that of thousands of links. */
const longestAddresses = 1_000_000

/** HTML is shown as it is written. */
const handlers: Handlers = { html: (_, { value }: { readonly value: string }) => ({ type: 'text', value }) }

/** @throws RangeError where it is more than a page may show, or more than the stack holds */
export function treeOf(text: string): Root {
  const extensions = { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }
  const tree: Root = { type: 'root', children: [] }
  const written = fromMarkdown(text, extensions)
  if (cellsIn(written) > mostNodes) throw new RangeError('its tables are too large')
  const laidOut = toHast(written, { handlers })
  if (laidOut.type === 'root') tree.children = laidOut.children
  const nodes: Nodes[] = []
  gather(tree, 0, nodes)
  if (nodes.reduce((sum, node) => sum + addressOf(node).length, 0) > longestAddresses) {
    throw new RangeError('its links are too long')
  }
  // Where something was in the text is of no use to the page.
  for (const node of nodes) delete node.position
  levelHeadings(nodes.filter(isHeading))
  return tree
}

interface Written {
  readonly type: string
  /** Of a table, one for each column. */
  readonly align?: readonly unknown[] | null | undefined
  readonly children?: readonly Written[]
}

/** As many as tables will have: each row is filled up to the width of the head, however short it is written. */
function cellsIn({ type, align, children = [] }: Written): number {
  const own = type === 'table' ? (align?.length ?? 0) * children.length : 0
  return children.reduce((sum, child) => sum + cellsIn(child), own)
}

function addressOf(node: Nodes): string {
  return node.type === 'element' ? String(node.properties.href ?? node.properties.src ?? '') : ''
}

/** Into `nodes`, in the order of the text. */
function gather(node: Nodes, depth: number, nodes: Nodes[]): void {
  if (nodes.push(node) > mostNodes) throw new RangeError('it has too many parts')
  if (depth > deepest) throw new RangeError('it is too deep')
  if ('children' in node) for (const child of node.children) gather(child, depth + 1, nodes)
}

/** The page has the first heading: what is written begins with the second, and skips no level (WCAG 2.2 §1.3.1). */
function levelHeadings(headings: readonly Element[]): void {
  const highest = headings.reduce((least, heading) => Math.min(least, levelOf(heading)), 6)
  let last = 1
  for (const heading of headings) {
    last = Math.min(levelOf(heading) - highest + 2, last + 1, 6)
    heading.tagName = `h${last}`
  }
}

function isHeading(node: Nodes): node is Element {
  return node.type === 'element' && /^h[1-6]$/.test(node.tagName)
}

function levelOf({ tagName }: Element): number {
  return Number(tagName[1])
}
