// A piece of a description without the signs of Markdown; what was marked in it stays marked.
import type { Mark } from './marked.tsx'

interface Excerpt {
  readonly text: string
  readonly marks: readonly Mark[]
}

const link = /(!?\[)([^\]]*)(\]\([^)\s]*\))/g
/** Of headings, of emphasis and code, and of tables. */
const signs = /(?<=^|\s)#{1,6}\s+|[*`~]+|(?<=^|\s)\|[\s|:-]*/g

type Span = readonly [start: number, end: number]

/** @param marks in their order, without overlaps; signs that one lies in are kept */
export function plainExcerpt(text: string, marks: readonly Mark[]): Excerpt {
  const isFree = (span: Span) => marks.every(({ start, length }) => areApart(span, [start, start + length]))
  const links = linksIn(text)
    .filter((each) => each.every(isFree))
    .flat()
  const others = [...text.matchAll(signs)]
    .map(({ index, 0: whole }): Span => [index, index + whole.length])
    .filter((span) => isFree(span) && links.every((each) => areApart(span, each)))
  const gone = [...links, ...others].sort(([a], [b]) => a - b)
  const ends = [0, ...gone.map(([, end]) => end)]
  const lost = (before: number) =>
    gone.reduce((sum, [start, end]) => (end <= before ? sum + end - start : sum), 0)
  return {
    text: ends.map((end, index) => text.slice(end, gone[index]?.[0])).join(''),
    marks: marks.map(({ start, length }) => ({ start: start - lost(start), length })),
  }
}

/** What stands before the words of each, and what behind. */
function linksIn(text: string): (readonly [Span, Span])[] {
  return [...text.matchAll(link)].map(({ index, 0: whole, 1: open = '', 3: close = '' }) => {
    const end = index + whole.length
    return [
      [index, index + open.length],
      [end - close.length, end],
    ]
  })
}

function areApart(a: Span, b: Span): boolean {
  return a[0] >= b[1] || a[1] <= b[0]
}
