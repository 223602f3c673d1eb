// How a scrub is shown: a line that moves at a terminal, lines of JSON for programs, findings and a summary for all.
import { damaged, type Finding, type ScrubCounts, type ScrubReport } from '../features/content/index.ts'

export interface ScrubOutput {
  found(finding: Finding): void
  progress(counts: ScrubCounts, total: { readonly blobs: number; readonly bytes: number }): void
  summary(report: ScrubReport): void
}

/** Milliseconds between two looks at the progress, for people and for programs. */
const lineEvery = 200
const jsonEvery = 2000

export function scrubOutput(json: boolean): ScrubOutput {
  return json ? jsonOutput() : textOutput()
}

function jsonOutput(): ScrubOutput {
  const write = (entry: object) => void process.stdout.write(`${JSON.stringify(entry)}\n`)
  const due = every(jsonEvery)
  return {
    found: (finding) => write({ type: 'finding', ...finding }),
    progress: (counts, total) => due() && write({ type: 'progress', ...counts, total }),
    summary: ({ counts, finished }) =>
      write({ type: 'summary', finished, damaged: damaged(counts), ...counts }),
  }
}

function textOutput(): ScrubOutput {
  const due = every(lineEvery)
  const atTerminal = process.stderr.isTTY
  const clear = () => atTerminal && process.stderr.write('\r\x1b[K')
  return {
    found: ({ kind, key, size, outcome }) => {
      clear()
      process.stdout.write(`${kind}: ${key} (${inUnits(size)}): ${outcome}\n`)
    },
    progress: (counts, total) => {
      if (!atTerminal || !due()) return
      const share = total.bytes > 0 ? Math.min(100, Math.floor((100 * counts.bytes) / total.bytes)) : 100
      const words = `${share} %: ${counts.blobs} of ${total.blobs} blobs, ${inUnits(counts.bytes)} of ${inUnits(total.bytes)}`
      process.stderr.write(`\r\x1b[K${words}, ${damaged(counts)} damaged`)
    },
    summary: (report) => {
      clear()
      process.stdout.write(sentence(report))
    },
  }
}

function sentence({ counts, finished }: ScrubReport): string {
  const { missing, truncated, corrupt, unreadable, unnamed } = counts.found
  const parts = [
    [missing, 'missing'],
    [truncated, 'of the wrong size'],
    [corrupt, 'corrupt'],
    [unreadable, 'unreadable'],
  ] as const
  const wrong = parts.filter(([count]) => count > 0).map(([count, words]) => `${count} ${words}`)
  return [
    finished ? 'Scrubbed' : 'Stopped; the next scrub goes on from here. So far',
    ` ${counts.blobs} blobs (${inUnits(counts.bytes)}): `,
    wrong.length > 0 ? wrong.join(', ') : 'all are as they should be',
    counts.healed > 0 ? `; ${counts.healed} set aside earlier are whole again` : '',
    unnamed > 0 ? `; ${unnamed} files that no blob names, ${counts.removed} of them removed` : '',
    '.\n',
  ].join('')
}

function every(milliseconds: number): () => boolean {
  let last = Number.NEGATIVE_INFINITY
  return () => {
    const now = performance.now()
    if (now - last < milliseconds) return false
    last = now
    return true
  }
}

function inUnits(size: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  let [value, unit] = [size, 0]
  while (value >= 1024 && unit < units.length - 1) [value, unit] = [value / 1024, unit + 1]
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`
}
