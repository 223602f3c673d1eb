// `npm test`, `npm run test:long`, `npm run faults` and `npm run fuzz`: runs every check and closes with the line `N passed, N failed`.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildConsole } from './build/console.ts'
import { planFaultSteps, planFuzzSteps, planLongSteps, planSteps } from './checks/plan.ts'
import { endAllCommands } from './checks/run-command.ts'
import { prepareRun } from './checks/run-environment.ts'
import { describeTotals, runSteps } from './checks/runner.ts'
import type { AbsentStep, Step } from './checks/step.ts'

// What a shell reports for a program that was interrupted (128 + SIGINT).
const INTERRUPTED = 130

const USAGE = `npm test [-- OPTIONS], npm run test:long [-- OPTIONS], npm run faults [-- OPTIONS],
npm run fuzz [-- OPTIONS]
  --list           print the names of the steps, and run none
  --only STEP      run only steps whose name starts so, such as "http" or "http sqlite"; may be repeated
  --root FOLDER    check the project in this folder instead of this one`

const options = readOptions()
const root = options.root ?? dirname(import.meta.dir)
const plan = choosePlan()
const steps = choose(plan(root), options.only)

if (options.help) console.log(USAGE)
else if (options.list) console.log(steps.map(describeStep).join('\n'))
else process.exitCode = await run(steps)

function readOptions() {
  try {
    const flag = { type: 'boolean' } as const
    const text = { type: 'string' } as const
    const only = { ...text, multiple: true } as const
    return parseArgs({
      options: { long: flag, faults: flag, fuzz: flag, list: flag, help: flag, root: text, only },
    }).values
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error))
  }
}

function choosePlan() {
  if (options.faults) return planFaultSteps
  if (options.fuzz) return planFuzzSteps
  return options.long ? planLongSteps : planSteps
}

function choose(all: (Step | AbsentStep)[], prefixes: string[] | undefined): (Step | AbsentStep)[] {
  if (!prefixes) return all
  const chosen = all.filter(({ name }) => prefixes.some((prefix) => name.startsWith(prefix)))
  return chosen.length > 0 ? chosen : refuse(`no step starts with "${prefixes.join('" or "')}"; see --list`)
}

function refuse(reason: string): never {
  console.error(`${reason}\n${USAGE}`)
  process.exit(2)
}

function describeStep(step: Step | AbsentStep): string {
  return 'absent' in step ? `${step.name} (absent: ${step.absent})` : step.name
}

/** Gives the exit code. */
async function run(chosen: (Step | AbsentStep)[]): Promise<number> {
  const stopping = new AbortController()
  // A terminal's Ctrl-C may arrive twice: the second changes nothing.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      stopping.abort()
      void endAllCommands()
    })
  }
  const start = performance.now()
  if (existsSync(join(root, 'packages/console'))) await buildConsole(root)
  const { temp, env, remove } = await prepareRun(
    chosen.some((step) => 'run' in step && step.needsPostgres === true),
  )
  try {
    const ci = process.env.CI === 'true'
    const runOptions = { root, temp, env, ci, print: console.log, signal: stopping.signal }
    const totals = await runSteps(chosen, runOptions)
    if (stopping.signal.aborted) {
      console.log('interrupted')
      return INTERRUPTED
    }
    console.log(`\n${((performance.now() - start) / 1000).toFixed(1)} s`)
    console.log(describeTotals(totals))
    return totals.failed > 0 ? 1 : 0
  } finally {
    await remove()
  }
}
