// Runs steps in two lanes and prints what came of them: a line for each, and more only where one failed.
import { chmodSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { endLeftovers, STEP_VARIABLE } from './run-command.ts'
import { type AbsentStep, type Outcome, type Step, singleOutcome } from './step.ts'

export type RunOptions = {
  root: string
  /** A folder of this run's own, which the caller removes. */
  temp: string
  env: Record<string, string>
  /** In CI, a core step that is absent has failed. */
  ci: boolean
  print(line: string): void
  /** Ends the run before its next step. */
  signal: AbortSignal
}

export type Totals = { passed: number; failed: number; skipped: number }

type Finished = { step: Step; number: number; outcome: Outcome }

// Two cores: a third program would only make the other two time out.
const LANES = 2
// The start and the end of a failed step's output tell the most.
const HEAD_LINES = 60
const TAIL_LINES = 240

/** Runs every step; a step that throws has failed. Nothing having run at all is a failure too. */
export async function runSteps(steps: (Step | AbsentStep)[], options: RunOptions): Promise<Totals> {
  const totals: Totals = { passed: 0, failed: 0, skipped: 0 }
  const add = ({ passed, failed, skipped }: Outcome) => {
    totals.passed += passed
    totals.failed += failed
    totals.skipped += skipped
  }
  const queue = steps.filter((step) => 'run' in step).map((step, number) => ({ step, number }))
  const finished: Finished[] = []
  const lane = async () => {
    for (let next = queue.shift(); next && !options.signal.aborted; next = queue.shift()) {
      const { step, number } = next
      const outcome = await runStep(step, number, options)
      if (options.signal.aborted) return
      finished.push({ step, number, outcome })
      add(outcome)
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  for (const step of steps) if ('absent' in step) add(reportAbsent(step, options))
  for (const outcome of compareCounts(finished, options)) add(outcome)
  if (totals.passed + totals.failed === 0) {
    options.print('failed   nothing ran')
    totals.failed = 1
  }
  return totals
}

/** The line that a run closes with. */
export function describeTotals({ passed, failed, skipped }: Totals): string {
  return `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`
}

async function runStep(step: Step, number: number, options: RunOptions): Promise<Outcome> {
  const temp = join(options.temp, String(number))
  mkdirSync(temp)
  // PostgreSQL runs as a user of its own, who has to pass through.
  chmodSync(temp, 0o711)
  const marker = `${options.temp}:${step.name}`
  const env = { ...options.env, TMPDIR: temp, [STEP_VARIABLE]: marker }
  const start = performance.now()
  let outcome: Outcome
  try {
    outcome = await step.run({ root: options.root, env, temp }, step.seconds)
  } catch (error) {
    outcome = singleOutcome([error instanceof Error ? (error.stack ?? error.message) : String(error)])
  }
  for (const problem of await cleanUp(marker, temp)) {
    outcome = { ...outcome, failed: outcome.failed + 1, problems: [...outcome.problems, problem] }
  }
  if (!options.signal.aborted) report(step.name, outcome, performance.now() - start, options)
  return outcome
}

/** Ends and removes what the step left; gives a line for each thing that it should have seen to itself. */
async function cleanUp(marker: string, temp: string): Promise<string[]> {
  const left = await endLeftovers(marker)
  const problems = left.map((command) => `left a process running: ${command}`)
  const mounts = mountsUnder(temp)
  // Removing through a mount would remove what is mounted.
  if (mounts.length > 0) return [...problems, `left mounted: ${mounts.join(', ')}`]
  rmSync(temp, { recursive: true, force: true })
  return problems
}

function mountsUnder(folder: string): string[] {
  try {
    const lines = readFileSync('/proc/self/mountinfo', 'utf8').split('\n')
    return lines.flatMap((line) => line.split(' ')[4] ?? []).filter((path) => path.startsWith(`${folder}/`))
  } catch {
    return []
  }
}

function reportAbsent(step: AbsentStep, options: RunOptions): Outcome {
  if (options.ci && step.core) {
    const outcome = singleOutcome([`${step.absent}, which CI does not accept`])
    report(step.name, outcome, 0, options)
    return outcome
  }
  options.print(`absent   ${step.name} (${step.absent})`)
  return { ...singleOutcome([]), passed: 0 }
}

/** Where steps share a key, each must have run as many tests as the first; a test that one lacks is named. */
function compareCounts(finished: Finished[], options: RunOptions): Outcome[] {
  const ran = finished.filter(({ outcome }) => outcome.ran).sort((a, b) => a.number - b.number)
  const keys = new Set(ran.flatMap(({ step }) => step.sameCountAs ?? []))
  return [...keys].flatMap((key) => {
    const [first, ...others] = ran.filter(({ step }) => step.sameCountAs === key)
    if (!first || others.length === 0) return []
    const problems = others.flatMap((other) => compareTwo(first, other))
    const outcome = singleOutcome(problems)
    report(`${key}: same tests`, outcome, 0, options)
    return [outcome]
  })
}

function compareTwo(one: Finished, two: Finished): string[] {
  const [a, b] = [one.outcome.ran ?? [], two.outcome.ran ?? []]
  if (a.length === b.length) return []
  const only = (from: Finished, names: string[], others: string[]) =>
    names.filter((name) => !others.includes(name)).map((name) => `only in ${from.step.name}: ${name}`)
  const counts = `${one.step.name} ran ${a.length} tests, ${two.step.name} ${b.length}`
  return [[counts, ...only(one, a, b), ...only(two, b, a)].join('\n    ')]
}

function report(name: string, outcome: Outcome, milliseconds: number, { print }: RunOptions): void {
  const result = outcome.failed > 0 ? 'failed' : outcome.passed > 0 ? 'passed' : 'skipped'
  const time = `${(milliseconds / 1000).toFixed(1)} s`
  print(`${result.padEnd(8)} ${name.padEnd(22)} ${time.padStart(8)}   ${describeTotals(outcome)}`)
  for (const skip of outcome.skips) print(`  skipped: ${skip}`)
  if (outcome.summary) print(outcome.summary.trimEnd())
  if (outcome.failed === 0) return
  for (const line of shorten(outcome.output)) print(`  | ${line}`)
  for (const problem of outcome.problems) print(`  ${problem}`)
}

function shorten(output: string): string[] {
  const lines = output.trimEnd().split('\n')
  if (output.trim() === '') return []
  const cut = lines.length - HEAD_LINES - TAIL_LINES
  if (cut <= 0) return lines
  return [...lines.slice(0, HEAD_LINES), `… ${cut} lines …`, ...lines.slice(-TAIL_LINES)]
}
