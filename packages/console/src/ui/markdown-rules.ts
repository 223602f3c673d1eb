// Which Markdown is shown as it is written, and which of its links are links: anybody who may push has written it.

/** Longer ones take seconds, and nobody reads them. */
const longest = 250_000
const mostLines = 6_000
/** What quotes and lists within each other may be: each level is one more within the stack of whatever reads it. */
const deepest = 50
/** The time that a reader takes grows by the squares of these: at these sums it takes about a second. */
const mostNesting = 300_000
const mostMarks = 20_000_000
/** Beginnings that may have no end are looked for to the end of the text, each by itself. */
const mostLooking = 20_000_000
/** An address is taken apart once more for each of these at its end. */
const mostEntities = 200
/** A row that lacks cells is given them. */
const mostCells = 50_000

/** Whether it is made so that to lay it out would keep a browser busy for long, or be too much for it. */
export function isIntricate(text: string): boolean {
  if (text.length > longest || text.split('\n').length > mostLines) return true
  if (beginnings(text) * text.length > mostLooking || entitiesInOne(text) > mostEntities) return true
  let nesting = 0
  let marks = 0
  let cells = 0
  for (const block of text.split(/\n[ \t\r]*\n/)) {
    const lines = block.split('\n')
    const depths = lines.map(depthOf)
    if (depths.some((depth) => depth > deepest)) return true
    nesting += depths.reduce((sum, depth) => sum + depth * depth, 0)
    marks += (block.match(/[[\]*_~]/g)?.length ?? 0) ** 2
    cells += Math.max(...lines.map(columnsOf)) * lines.length
  }
  return nesting > mostNesting || marks > mostMarks || cells > mostCells
}

/** Of comments, instructions and declarations; and of code, whose end has as many backticks. */
function beginnings(text: string): number {
  const ticks = new Set((text.match(/`+/g) ?? []).map(({ length }) => length))
  return (text.match(/<[!?]/g)?.length ?? 0) + ticks.size
}

/** The most in one word. */
function entitiesInOne(text: string): number {
  return text.split(/\s+/).reduce((most, word) => Math.max(most, word.split('&').length - 1), 0)
}

/** Signs of quotes and of lists at its beginning, and what it is indented by. */
function depthOf(line: string): number {
  const start = /^(?:[ \t]|>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))*/.exec(line)?.[0] ?? ''
  const signs = start.replace(/[ \t]/g, '').length
  return signs + Math.floor((start.length - signs) / 4)
}

/** Of a table, by the line below its head. */
function columnsOf(line: string): number {
  return /^[ \t>|:-]*\|[ \t|:-]*\r?$/.test(line) ? line.split('|').length : 0
}

/** Paths of this server that are no pages: a link to one would do something, such as ending the session. */
const notPages = /^\/(?:c|login|api|v2|service)(?:\/|$)/

/** As whatever reads it at last may take it: without escapes, and without empty steps. */
function plain(path: string): string {
  let decoded = path
  try {
    for (let last = ''; decoded !== last; ) {
      last = decoded
      decoded = decodeURIComponent(decoded)
    }
  } catch {
    // What is no escape stays as it is.
  }
  return new URL(decoded.replace(/[\\/]+/g, '/'), 'http://any').pathname
}

/** @param here the address of the page that it is on */
export function leadsOn(address: string, here: string): boolean {
  if (address === '' || !URL.canParse(address, here)) return false
  const { origin, pathname } = new URL(address, here)
  return origin !== new URL(here).origin || !notPages.test(plain(pathname).toLowerCase())
}
