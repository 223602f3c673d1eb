// The steps that read the code instead of running it: format, types, boundaries, unused code, generated files.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { checkBoundaries } from './boundaries.ts'
import { readEntries } from './read-entries.ts'
import { runCommand } from './run-command.ts'
import { type AbsentStep, type Step, singleOutcome } from './step.ts'

const TOOL_SECONDS = 120
// The server's first file: until it exists, every library is unused, as nothing starts.
const SERVER_ENTRY = 'packages/server/src/main.ts'

/** The steps for the project in `root`, each counting as one test. */
export function toolSteps(root: string): (Step | AbsentStep)[] {
  return [
    toolStep('format', 'node_modules/@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']),
    toolStep('types', 'node_modules/typescript/bin/tsc', ['-p', '.']),
    boundariesStep(root),
    unusedCodeStep(root),
    ...generatorSteps(root),
  ]
}

function toolStep(name: string, script: string, args: string[]): Step {
  return {
    name,
    seconds: TOOL_SECONDS,
    run: async (context, seconds) => {
      // --bun: what the tool starts runs on this Bun too, and not on whatever Node the machine has.
      const result = await runCommand([process.execPath, '--bun', script, ...args], context, seconds)
      return singleOutcome(result.trouble ? [result.trouble] : [], result.output)
    },
  }
}

function boundariesStep(root: string): Step | AbsentStep {
  const name = 'boundaries'
  if (!existsSync(join(root, 'packages'))) return { name, absent: 'there is no packages/', core: true }
  return {
    name,
    seconds: TOOL_SECONDS,
    run: async (context, seconds) => singleOutcome(await checkBoundaries(context, seconds)),
  }
}

function unusedCodeStep(root: string): Step | AbsentStep {
  const name = 'unused code'
  if (!existsSync(join(root, SERVER_ENTRY)))
    return { name, absent: `there is no ${SERVER_ENTRY}`, core: true }
  return toolStep(name, 'node_modules/knip/bin/knip-bun.js', ['--no-progress'])
}

/** One step for each `scripts/generate-*.ts`, which with `--check` says whether what it writes is current. */
function generatorSteps(root: string): Step[] {
  const files = readEntries(join(root, 'scripts')).map(({ name }) => name)
  const scripts = files.filter((file) => /^generate-[^.]+\.ts$/.test(file))
  return scripts.map((file) => {
    const name = `generated ${file.replace(/^generate-|\.ts$/g, '')}`
    return toolStep(name, `scripts/${file}`, ['--check'])
  })
}
