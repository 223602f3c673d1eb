// Byte ranges of a blob (RFC 9110 §14) and the chunk ranges of an upload (distribution-spec §Pushing a blob in chunks).

/** Both ends included, within the content's size. */
export interface Range {
  readonly start: number
  readonly end: number
}

const specPattern = /^(\d*)-(\d*)$/
/** More digits than any real offset; longer numbers would lose precision. */
const maxDigits = 15

/**
 * The ranges that a `Range` header asks of `size` bytes.
 * @returns the satisfiable ranges, clamped, in the order asked; `[]` when none is satisfiable (416);
 *   undefined when the header is to be ignored (another unit, malformed, more than `most` ranges)
 */
export function parseRanges(header: string, size: number, most: number): Range[] | undefined {
  if (!/^bytes=/i.test(header)) return undefined
  const specs = header.slice('bytes='.length).split(',', most + 1)
  if (specs.length > most) return undefined
  const ranges: Range[] = []
  for (const spec of specs) {
    const match = specPattern.exec(spec.trim())
    if (!match) return undefined
    const range = resolve(match[1] as string, match[2] as string, size)
    if (range === 'malformed') return undefined
    if (range) ranges.push(range)
  }
  return ranges
}

function resolve(first: string, last: string, size: number): Range | 'malformed' | undefined {
  if (first === '' && last === '') return 'malformed'
  if (first === '') {
    const length = toOffset(last)
    return length === 0 || size === 0 ? undefined : { start: Math.max(0, size - length), end: size - 1 }
  }
  const start = toOffset(first)
  const end = last === '' ? size - 1 : Math.min(toOffset(last), size - 1)
  // A backward range is invalid in RFC 9110; the official conformance suite wants it refused rather than ignored.
  return start < size && end >= start ? { start, end } : undefined
}

function toOffset(digits: string): number {
  return digits.length > maxDigits ? Number.MAX_SAFE_INTEGER : Number(digits)
}

/** A chunk's `Content-Range: <start>-<end>`, without a unit as the spec has it; undefined when malformed. */
export function parseChunkRange(header: string): Range | undefined {
  const match = /^(\d{1,15})-(\d{1,15})$/.exec(header)
  if (!match) return undefined
  const range = { start: Number(match[1]), end: Number(match[2]) }
  return range.end >= range.start ? range : undefined
}
