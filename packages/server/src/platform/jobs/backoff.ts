// How long a job that failed waits for its next try.
import { hour, second } from '../clock.ts'

const firstPause = 30 * second
const longestPause = 1 * hour

/**
 * Doubles with each try: 30 s, 1 min, 2 min … 1 h, and up to a tenth more at random, so that jobs that failed
 * together do not come back together.
 */
export function retryPause(attempt: number, random: () => number): number {
  const pause = Math.min(longestPause, firstPause * 2 ** (attempt - 1))
  return Math.round(pause * (1 + random() / 10))
}
