// Checks that the links in Markdown files lead somewhere: files and folders that exist, headings that are there.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

const PAGES = new Bun.Glob('**/*.md')
const NOT_OURS = /(^|\/)(node_modules|dist)\/|^(data|build)\//
const FENCE = /^ {0,3}(`{3,}|~{3,})/
const HEADING = /^ {0,3}#{1,6}\s+(.*?)(?:\s+#+)?\s*$/
// `[words](target)` and `![words](target)`, with a title or without, and `[name]: target` on a line of its own.
const INLINE_LINK = /\]\(\s*<?([^)\s>]+)>?(?:\s+["'][^)]*["'])?\s*\)/g
const NAMED_LINK = /^ {0,3}\[[^\]]+\]:\s+<?([^\s>]+)>?/
const OWN_ANCHOR = /\b(?:id|name)="([^"]+)"/g
/** `https:`, `mailto:` and the like: what lies outside is not ours to check. */
const ABSOLUTE = /^[a-z][a-z0-9+.-]*:|^\/\//i

interface Page {
  /** Each with its line, counted from 1. */
  readonly links: readonly { readonly target: string; readonly line: number }[]
  readonly anchors: ReadonlySet<string>
}

/** Gives a line for each link of a Markdown file below `root` that leads nowhere. Links to the web are not followed. */
export function brokenLinks(root: string): string[] {
  const paths = [...PAGES.scanSync({ cwd: root })].filter((path) => !NOT_OURS.test(path)).sort()
  const pages = new Map(paths.map((path) => [path, readPage(readFileSync(join(root, path), 'utf8'))]))
  return [...pages].flatMap(([path, page]) =>
    page.links.flatMap(({ target, line }) => {
      const problem = problemOf(root, path, target, pages)
      return problem ? [`${path}:${line}: ${target}: ${problem}`] : []
    }),
  )
}

function problemOf(
  root: string,
  from: string,
  target: string,
  pages: ReadonlyMap<string, Page>,
): string | undefined {
  if (ABSOLUTE.test(target)) return undefined
  const [encoded = '', anchor] = target.split('#', 2)
  const file = resolve(root, dirname(from), decodeURIComponent(encoded))
  const path = encoded === '' ? from : relative(root, file)
  if (path.startsWith('..')) return 'lies outside of the project'
  if (!existsSync(join(root, path))) return 'is not there'
  if (anchor === undefined) return undefined
  if (statSync(join(root, path)).isDirectory()) return 'a folder has no headings'
  const page = pages.get(path)
  if (!page) return undefined // such as a line of a source file
  return page.anchors.has(decodeURIComponent(anchor)) ? undefined : 'has no such heading'
}

function readPage(text: string): Page {
  const links: { target: string; line: number }[] = []
  const anchors = new Set<string>()
  let fence: string | undefined
  for (const [index, line] of text.split('\n').entries()) {
    const mark = FENCE.exec(line)?.[1]
    if (fence !== undefined) {
      if (mark?.startsWith(fence)) fence = undefined
      continue
    }
    if (mark) {
      fence = mark
      continue
    }
    const heading = HEADING.exec(line)?.[1]
    if (heading !== undefined) addAnchor(anchors, anchorOf(heading))
    const plain = line.replace(/`[^`]*`/g, '')
    for (const [, own] of plain.matchAll(OWN_ANCHOR)) anchors.add(own as string)
    const targets = [...plain.matchAll(INLINE_LINK)].map((match) => match[1] as string)
    const named = NAMED_LINK.exec(plain)?.[1]
    for (const target of named === undefined ? targets : [named]) links.push({ target, line: index + 1 })
  }
  return { links, anchors }
}

/** As the usual renderers make it: lower case, no punctuation, hyphens for spaces. */
function anchorOf(heading: string): string {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
    .trim()
    .replaceAll(' ', '-')
}

/** A heading that repeats gets a number. */
function addAnchor(anchors: Set<string>, anchor: string): void {
  let candidate = anchor
  for (let count = 1; anchors.has(candidate); count += 1) candidate = `${anchor}-${count}`
  anchors.add(candidate)
}
