// Several byte ranges in one request, answered as multipart/byteranges.
import { type Answer, check, expectHeaders, expectStatus, Nonconformance } from './answer.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { expectSlice, pushed, size } from './ranges.ts'
import type { Registry } from './registry.ts'

interface Part {
  readonly start: number
  readonly end: number
  readonly bytes: Uint8Array
}

/** The parts of a `multipart/byteranges` body (RFC 9110 §14.6). */
function partsOf(answer: Answer): Part[] {
  expectStatus(answer, 206)
  expectHeaders(answer, { 'content-type': /^multipart\/byteranges; ?boundary=/, 'content-range': undefined })
  const boundary = /boundary="?([^";]+)"?/.exec(answer.headers.get('content-type') ?? '')?.[1] ?? ''
  // Latin-1 keeps one character for each byte, so that the text can be cut and turned back.
  const text = Buffer.from(answer.body).toString('latin1')
  const pieces = `\r\n${text}`.split(`\r\n--${boundary}`)
  check(answer, pieces.at(-1)?.startsWith('--') === true, 'a closing boundary')
  return pieces.slice(1, -1).map((piece) => partOf(answer, piece))
}

function partOf(answer: Answer, piece: string): Part {
  const gap = piece.indexOf('\r\n\r\n')
  const head = piece.slice(0, gap)
  const range = /content-range: bytes (\d+)-(\d+)\/(\d+)/i.exec(head)
  if (gap < 0 || !range || Number(range[3]) !== size) {
    throw new Nonconformance(answer, `expected parts with Content-Range: bytes A-B/${size}`)
  }
  check(answer, /content-type: /i.test(head), 'parts with a Content-Type')
  return {
    start: Number(range[1]),
    end: Number(range[2]),
    bytes: Buffer.from(piece.slice(gap + 4), 'latin1'),
  }
}

const several: [name: string, range: string, expected: [number, number][]][] = [
  [
    'two',
    'bytes=0-9,100-109',
    [
      [0, 9],
      [100, 109],
    ],
  ],
  [
    'three-forms',
    'bytes=0-0,500-599,-10',
    [
      [0, 0],
      [500, 599],
      [2038, 2047],
    ],
  ],
  [
    'with-spaces',
    'bytes=0-1, 4-5 , 8-9',
    [
      [0, 1],
      [4, 5],
      [8, 9],
    ],
  ],
  [
    'clamped',
    'bytes=0-9,2040-4000',
    [
      [0, 9],
      [2040, 2047],
    ],
  ],
  [
    'any-order',
    'bytes=1000-1009,0-9',
    [
      [1000, 1009],
      [0, 9],
    ],
  ],
]

export const cases: ConformanceCase[] = [
  ...several.map(([name, range, expected]) => ({
    id: `ranges.several.${name}`,
    section: 'RFC 9110 14.6; clients: containers/image (zstd:chunked)',
    title: `${range} is 206 multipart/byteranges with each range's bytes`,
    async run(registry: Registry) {
      const blob = registry.random.blob(size)
      const answer = await (await pushed(registry, blob))({ range })
      const parts = partsOf(answer)
      check(answer, parts.length === expected.length, `${expected.length} parts, got ${parts.length}`)
      for (const [at, [start, end]] of expected.entries()) {
        const part = parts[at]
        const bytes = Buffer.from(blob.bytes.subarray(start, end + 1))
        const same = part?.start === start && part.end === end && bytes.equals(part.bytes)
        check(answer, same, `part ${at} to be bytes ${start}-${end}`)
      }
      expectHeaders(answer, { 'content-length': String(answer.body.length) })
    },
  })),
  {
    id: 'ranges.several.some-unsatisfiable',
    section: 'RFC 9110 15.3.7',
    title: 'of several ranges only those inside the blob are sent',
    async run(registry) {
      const blob = registry.random.blob(size)
      const answer = await (await pushed(registry, blob))({ range: 'bytes=5000-6000,10-19' })
      if (answer.headers.has('content-range')) return expectSlice(answer, blob, 10, 19)
      const parts = partsOf(answer)
      check(answer, parts.length === 1 && parts[0]?.start === 10 && parts[0].end === 19, 'bytes 10-19 alone')
    },
  },
  {
    id: 'ranges.several.overlapping',
    section: 'RFC 9110 14.2',
    title: 'many overlapping ranges do not multiply the blob',
    async run(registry) {
      const blob = registry.random.blob(size)
      const range = `bytes=${Array(200).fill('0-').join(',')}`
      const answer = await (await pushed(registry, blob))({ range })
      expectStatus(answer, 200, 206, 400, 416)
      check(answer, answer.body.length <= 2 * size, 'no more than twice the blob')
    },
  },
]
