// A match in a description, without its Markdown; what is marked stays marked.
import type { Mark } from './marked.tsx'

interface Match {
  readonly text: string
  readonly marks: readonly Mark[]
}

/** Headings, rules of tables, the frames of links and pictures, and what makes words bold or code. */
const signs = /(?:^|(?<=\s))#{1,6}\s+|!?\[(?=[^\]]*\]\()|\]\([^)]*(?:\)|$)|\|(?:\s*:?-{3,}:?\s*\|)+|[|*`~]+/g

/** @param match of the description as it was written; its marks in their order */
export function plainMatch({ text, marks }: Match): Match {
  const gone = [...text.matchAll(signs)].map(({ 0: sign, index }) => [index, index + sign.length] as const)
  const plain = gone.reduceRight((rest, [start, end]) => rest.slice(0, start) + rest.slice(end), text)
  /** Where a place of the text is in the plain one. */
  const placeOf = (at: number) =>
    gone.reduce((place, [start, end]) => place - Math.max(0, Math.min(at, end) - start), at)
  return {
    text: plain,
    marks: marks
      .map(({ start, length }) => ({
        start: placeOf(start),
        length: placeOf(start + length) - placeOf(start),
      }))
      .filter(({ length }) => length > 0),
  }
}
