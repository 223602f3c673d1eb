// Words: how texts are taken apart, what a question asks for, and where in a text it is found. The same on both engines.

export interface Word {
  /** In small letters, without accents. */
  readonly text: string
  readonly start: number
  readonly length: number
}

/** A digest has 64 letters; what is longer is not looked for by hand. */
const longestWord = 64
const wordPattern = /[\p{L}\p{N}\p{M}]+/gu
/** A digit or letter in the folded form; marks and whatever folding brings are dropped. */
const dropped = /[^\p{L}\p{N}]+/gu

/** @param most words */
export function wordsOf(text: string, most = Number.MAX_SAFE_INTEGER): Word[] {
  const words: Word[] = []
  for (const match of text.matchAll(wordPattern)) {
    if (words.length >= most) break
    const folded = fold(match[0])
    if (folded !== '') words.push({ text: folded, start: match.index, length: match[0].length })
  }
  return words
}

function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(dropped, '')
    .toLowerCase()
    .replaceAll(dropped, '')
    .slice(0, longestWord)
}

/** Words that stand next to each other. */
export interface Term {
  readonly words: readonly string[]
  /** Whether the last word may go on. */
  readonly open: boolean
}

const mostTerms = 8
const mostWordsOfTerm = 8

/** Of a digest that was pasted whole: its algorithm is no word that is kept. */
const algorithm = /[@\s]?\bsha(?:256|512):(?=[0-9a-f]{2})/g

/**
 * What a person typed, as terms that must all be found: words, and what stands in quotes. `1.25` is two words next to
 * each other. Signs mean nothing, so that nothing can be wrong with them.
 */
export function termsOf(question: string): Term[] {
  const terms: Term[] = []
  for (const [, quoted, plain] of question.replace(algorithm, ' ').matchAll(/"([^"]*)"?|([^\s"]+)/g)) {
    const words = wordsOf(quoted ?? plain ?? '', mostWordsOfTerm).map(({ text }) => text)
    if (words.length > 0 && terms.length < mostTerms) terms.push({ words, open: quoted === undefined })
  }
  return terms
}

/** FTS5's way to say it (https://sqlite.org/fts5.html#full_text_query_syntax): words hold letters and digits only. */
export function ftsQuery(terms: readonly Term[], columns: readonly string[]): string {
  const phrases = terms.map(({ words, open }) => `"${words.join(' ')}"${open ? ' *' : ''}`)
  return `{${columns.join(' ')}} : (${phrases.join(' AND ')})`
}

/** PostgreSQL's way, for a cast to tsquery. */
export function tsQuery(terms: readonly Term[]): string {
  const phrases = terms.map(({ words, open }) => {
    const quoted = words.map((word, n) => `'${word}'${open && n === words.length - 1 ? ':*' : ''}`)
    return `(${quoted.join(' <-> ')})`
  })
  return phrases.join(' & ')
}

export interface WeighedText {
  readonly text: string
  readonly weight: 'A' | 'B' | 'C' | 'D'
}

/** PostgreSQL keeps no positions beyond this. */
const lastPosition = 16_000

/** A tsvector as text, with places and weights; texts lie so far apart that no phrase goes from one into the next. */
export function tsVector(texts: readonly WeighedText[]): string {
  const places = new Map<string, string[]>()
  let position = 0
  for (const { text, weight } of texts) {
    for (const { text: word } of wordsOf(text)) {
      if (++position > lastPosition) break
      const known = places.get(word)
      // PostgreSQL keeps 256 places of one word.
      if (!known) places.set(word, [`${position}${weight}`])
      else if (known.length < 200) known.push(`${position}${weight}`)
    }
    position += 2
  }
  return [...places].map(([word, at]) => `'${word}':${at.join(',')}`).join(' ')
}

export interface Excerpt {
  readonly text: string
  readonly marks: readonly { readonly start: number; readonly length: number }[]
}

const excerptLength = 160
const before = 40

/** The part of a text around the first match of any term, with all matches in it; undefined when none matches. */
export function excerptOf(text: string, terms: readonly Term[]): Excerpt | undefined {
  const words = wordsOf(text)
  const marks = terms.flatMap((term) => matchesOf(words, term)).sort((a, b) => a.start - b.start)
  const [first] = marks
  if (!first) return undefined
  const from = text.length <= excerptLength ? 0 : Math.max(0, first.start - before)
  const part = text.slice(from, from + excerptLength)
  const inside = marks
    .map(({ start, length }) => ({ start: start - from, length }))
    .filter(({ start, length }) => start >= 0 && start + length <= part.length)
  return { text: part, marks: withoutOverlaps(inside) }
}

function matchesOf(
  words: readonly Word[],
  { words: wanted, open }: Term,
): { start: number; length: number }[] {
  return words.flatMap((first, n) => {
    const last = words[n + wanted.length - 1]
    const fits = wanted.every((each, k) => {
      const here = words[n + k]?.text
      return open && k === wanted.length - 1 ? (here?.startsWith(each) ?? false) : here === each
    })
    return fits && last ? [{ start: first.start, length: last.start + last.length - first.start }] : []
  })
}

function withoutOverlaps<M extends { start: number; length: number }>(marks: readonly M[]): M[] {
  let end = -1
  return marks.filter(({ start, length }) => {
    const apart = start >= end
    if (apart) end = start + length
    return apart
  })
}
