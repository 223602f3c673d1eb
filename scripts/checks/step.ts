// What a step of the checks is, and what comes of it.

export type Outcome = {
  passed: number
  failed: number
  skipped: number
  /** Why the step failed, a line each; the failed tests themselves are in `output`. */
  problems: string[]
  /** What the step's programs printed; shown only if the step failed. */
  output: string
  /** The names of skipped tests, which state their reasons. */
  skips: string[]
  /** The names of the tests that ran, passed or failed; nothing where a suite did not get to report any. */
  ran?: string[]
  /** What a suite wants shown even when it passes (it writes to the file ENTREPOT_TEST_SUMMARY). */
  summary: string
}

export type StepContext = {
  /** The project's root folder. */
  root: string
  /** The environment for the step's programs; its TMPDIR is removed after the step. */
  env: Record<string, string>
  /** A folder of the step's own. */
  temp: string
}

export type Step = {
  name: string
  /** The step is ended and has failed after this many seconds. */
  seconds: number
  /** Where steps share a key, the number of tests that they ran must be equal. */
  sameCountAs?: string
  /** The run starts a PostgreSQL for the step, where it is installed. */
  needsPostgres?: boolean
  run(context: StepContext, seconds: number): Promise<Outcome>
}

/** A step with nothing to run yet. In CI, the absence of a core step is a failure. */
export type AbsentStep = { name: string; absent: string; core: boolean }

/** A step that counts as one test: passed where there are no problems. */
export function singleOutcome(problems: string[], output = ''): Outcome {
  const failed = problems.length > 0 ? 1 : 0
  return { passed: 1 - failed, failed, skipped: 0, problems, output, skips: [], summary: '' }
}

/** A step that could not run, with the reason; it counts as one skipped test. */
export function skippedOutcome(reason: string): Outcome {
  return { ...singleOutcome([]), passed: 0, skipped: 1, skips: [reason] }
}
