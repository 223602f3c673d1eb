// Checks who imports whom, by the rules in .dependency-cruiser.cjs.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from './run-command.ts'
import type { StepContext } from './step.ts'

type CruiseResult = {
  summary: { totalCruised: number; violations: Violation[]; ruleSetUsed: { forbidden: Rule[] } }
}
type Rule = { name: string; comment: string }
type Violation = {
  from: string
  to: string
  rule: { name: string }
  cycle?: { name: string }[]
}

const CRUISER = 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'
const CONFIG = '.dependency-cruiser.cjs'
const FOLDERS = ['packages', 'scripts', 'test', 'bench']

/** Gives a line for each forbidden import, or for the reason why none could be found; nothing if all is well. */
export async function checkBoundaries(context: StepContext, seconds: number): Promise<string[]> {
  const folders = FOLDERS.filter((folder) => existsSync(join(context.root, folder)))
  const report = join(context.temp, 'boundaries.json')
  const options = ['--config', CONFIG, '--output-type', 'json', '--output-to', report]
  const command = [process.execPath, '--bun', CRUISER, ...options, ...folders]
  const result = await runCommand(command, context, seconds)
  // The exit code is the number of violations: only a report tells these from a crash.
  if (!existsSync(report))
    return [`dependency-cruiser ${result.trouble ?? 'wrote no report'}: ${result.output}`]
  const { summary }: CruiseResult = await Bun.file(report).json()
  // With a TypeScript that it cannot use, dependency-cruiser reads nothing and finds nothing wrong.
  if (summary.totalCruised === 0) return ['dependency-cruiser read no module']
  const broken = new Set(summary.violations.map(({ rule }) => rule.name))
  const meanings = summary.ruleSetUsed.forbidden.filter(({ name }) => broken.has(name))
  return [
    ...summary.violations.map(describe),
    ...meanings.map(({ name, comment }) => `${name} means: ${comment}`),
  ]
}

function describe({ from, to, rule, cycle }: Violation): string {
  const path = cycle ? cycle.map(({ name }) => name).join(' → ') : to
  return `${rule.name}: ${path === from ? from : `${from} → ${path}`}`
}
