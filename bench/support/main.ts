// The command line of each benchmark: `sh scripts/bun bench/manifests.ts --rounds 3 --quick`.
import { parseArgs } from 'node:util'
import type { Benchmark, BenchmarkOptions, Row } from './benchmark.ts'
import { tableOf } from './table.ts'

const usualRounds = 5
const quickRounds = 2

export interface CommandLine extends BenchmarkOptions {
  readonly only: readonly string[]
}

export function commandLine(): CommandLine {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true, default: [] },
      rounds: { type: 'string' },
      quick: { type: 'boolean', default: false },
    },
  })
  const { quick } = values
  const rounds = values.rounds === undefined ? (quick ? quickRounds : usualRounds) : Number(values.rounds)
  if (!(Number.isInteger(rounds) && rounds > 0)) throw new Error('--rounds is a whole number')
  return { only: values.only.flatMap((each) => each.split(',')), rounds, quick }
}

/** Runs one benchmark and prints its table. */
export async function runAlone(benchmark: Benchmark): Promise<void> {
  const rows: Row[] = await benchmark.run(commandLine())
  console.log(`${benchmark.title}\n\n${tableOf(rows)}`)
  process.exit(0)
}
