// Writes results for people, a line each with its mend below, or as one JSON object for programs.
import type { Finding, Status } from './check.ts'
import type { Result } from './runner.ts'

const colours: Readonly<Record<Status, number>> = { ok: 32, warning: 33, failed: 31, skipped: 2 }
const labels: Readonly<Record<Status, string>> = {
  ok: 'ok',
  warning: 'warning',
  failed: 'failed',
  skipped: '-',
}

const statusWidth = 8
const timeWidth = 8
const nameWidth = 14

/** One line, and the lines of its mend; without the last line end. */
export function resultText({ name, finding, ms }: Result, coloured: boolean): string {
  const { status, text, mend } = finding
  const label = paint(labels[status].padEnd(statusWidth), colours[status], coloured)
  const time = (status === 'skipped' ? '' : timeText(ms)).padStart(timeWidth)
  const line = `${label}${time}  ${name.padEnd(nameWidth)}${text}`
  const indent = ' '.repeat(statusWidth + timeWidth + 2)
  return [line, ...mend.map((each) => `${indent}  ${each}`)].join('\n')
}

/** What came of it all, in a sentence. */
export function summaryText(results: readonly Result[], url: string, coloured: boolean): string {
  const failures = count(results, 'failed')
  const warnings = count(results, 'warning')
  const passed = `${count(results, 'ok')} ok`
  const rest = [warnings > 0 ? `${warnings} to look at` : '', failures > 0 ? `${failures} failed` : '']
  const words = [passed, ...rest.filter(Boolean)].join(', ')
  const colour = failures > 0 ? colours.failed : warnings > 0 ? colours.warning : colours.ok
  const stopped = results.some(({ finding }) => finding.final) ? '; the other checks need that one first' : ''
  return `${url}: ${paint(words, colour, coloured)}${stopped}`
}

/** All results, times in whole milliseconds. */
export function resultsJson(results: readonly Result[], url: string): string {
  const checks = results.map(({ name, finding, ms }) => ({ name, ...shown(finding), ms: Math.round(ms) }))
  const counts = {
    ok: count(results, 'ok'),
    warning: count(results, 'warning'),
    failed: count(results, 'failed'),
  }
  return JSON.stringify({ url, ...counts, checks }, null, 2)
}

export function count(results: readonly Result[], status: Status): number {
  return results.filter(({ finding }) => finding.status === status).length
}

function shown({ status, text, mend }: Finding) {
  return { status, text, mend }
}

function timeText(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}

function paint(text: string, colour: number, coloured: boolean): string {
  return coloured ? `\x1b[${colour}m${text}\x1b[0m` : text
}
