// What a run of the faults measured, for its last lines.
import { appendFileSync } from 'node:fs'

/** Shown at the end of the step, also when it passed. */
export function tellFigures(...words: string[]): void {
  const line = `${words.join('; ')}\n`
  const summary = process.env.ENTREPOT_TEST_SUMMARY
  if (summary) appendFileSync(summary, line)
  else process.stdout.write(line)
}

export function describeTimes(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (share: number) => Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0)
  return `ready again after ${at(0.5)} ms (median), ${at(0.9)} ms (90 %), ${at(1)} ms (worst)`
}
