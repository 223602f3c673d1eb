// A step that runs a suite of test files with `bun test` and counts what its report says.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { programsAreRequired } from '../../test/support/programs.ts'
import { count, type JunitReport, parseJunit } from './junit.ts'
import { type CommandResult, runCommand } from './run-command.ts'
import { type Outcome, type Step, singleOutcome, skippedOutcome } from './step.ts'

export type SuiteOptions = {
  name: string
  /** Test files, relative to the root. */
  files: string[]
  /** Limit for the step, and for each test that sets none itself. */
  seconds: number
  testSeconds: number
  /** Variables that the suite reads, such as ENTREPOT_TEST_DATABASE. */
  env?: Record<string, string>
  sameCountAs?: string
  /** Why the suite cannot run here, if it cannot. */
  skip?: string
}

/** A suite of at least one file. Each file must report a test: a crash or an empty file is a failure. */
export function suiteStep(options: SuiteOptions): Step {
  const { name, files, seconds, testSeconds, env, sameCountAs, skip } = options
  return {
    name,
    seconds,
    needsPostgres: true,
    ...(sameCountAs === undefined ? {} : { sameCountAs }),
    run: async (context, limit) => {
      if (skip && programsAreRequired())
        return singleOutcome([`ENTREPOT_TEST_REQUIRE=1, and missing: ${skip}`])
      if (skip) return skippedOutcome(`${name}: ${skip}`)
      const report = join(context.temp, 'report.xml')
      const summary = join(context.temp, 'summary.txt')
      const command = [process.execPath, 'test', '--only-failures', `--timeout=${testSeconds * 1000}`]
      command.push('--reporter=junit', `--reporter-outfile=${report}`, ...files.map((file) => `./${file}`))
      const variables = { ...context.env, ...env, ENTREPOT_TEST_SUMMARY: summary }
      const result = await runCommand(command, { ...context, env: variables }, limit)
      return judgeSuite(files, result, readIfThere(report), readIfThere(summary))
    },
  }
}

/** Counts a suite's tests; a crash, a file without a test and a skip without a reason each count as one failed. */
function judgeSuite(files: string[], result: CommandResult, xml: string, summary: string): Outcome {
  const report = readReport(xml)
  if (typeof report === 'string') {
    const problem = result.trouble ? `bun test ${result.trouble}` : report
    return { ...singleOutcome([problem], result.output), summary }
  }
  const { cases } = report
  const problems = [...silentFiles(files, report), ...unfoundedSkips(report)]
  const failed = count(cases, 'failed') + problems.length
  if (result.trouble && failed === 0) problems.push(`bun test ${result.trouble}, though no test failed`)
  return {
    passed: count(cases, 'passed'),
    failed: count(cases, 'failed') + problems.length,
    skipped: count(cases, 'skipped'),
    problems,
    output: result.output,
    skips: cases.filter(({ status }) => status === 'skipped').map(({ name }) => name),
    ran: cases.filter(({ status }) => status !== 'skipped').map(({ name }) => name),
    summary,
  }
}

function readReport(xml: string): JunitReport | string {
  if (!xml) return 'bun test wrote no report: no test ran'
  try {
    return parseJunit(xml)
  } catch (error) {
    return `bun test's report cannot be read: ${error instanceof Error ? error.message : error}`
  }
}

/** Files that fail to load, or hold no test, are not in the report at all. */
function silentFiles(files: string[], report: JunitReport): string[] {
  return files.filter((file) => !report.files.includes(file)).map((file) => `${file} reported no test`)
}

// A title that closes with its reason in parentheses or brackets, as `testWith` writes it.
const STATES_REASON = /[)\]]$/

function unfoundedSkips(report: JunitReport): string[] {
  return report.cases
    .filter(({ status }) => status === 'skipped')
    .flatMap(({ name, todo }) => {
      if (todo) return [`${name}: a test left to do is not a test`]
      if (!STATES_REASON.test(name)) return [`${name}: skipped, but its title does not end with a reason (…)`]
      const lacksProgram = name.includes('scripts/install-test-tools')
      return lacksProgram && programsAreRequired() ? [`${name}: ENTREPOT_TEST_REQUIRE=1`] : []
    })
}

function readIfThere(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}
