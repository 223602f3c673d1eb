// `npm run soak [-- SECONDS]`: an hour of mixed load, with a line of progress every few seconds; Ctrl-C ends it early.
import { soak } from './soak.ts'

const hour = 3600
const seconds = Number(process.argv[2] ?? hour)
if (!(seconds > 0)) {
  console.error('npm run soak [-- SECONDS]: the time is a number of seconds, such as 600')
  process.exit(2)
}
const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort())
const problems = await soak({ seconds, stop: stopping.signal, print: console.log, printEvery: 5 })
for (const problem of problems.slice(0, 50)) console.error(problem)
console.log(problems.length === 0 ? 'nothing grew, failed or was lost' : `${problems.length} problems`)
process.exitCode = problems.length === 0 ? 0 : 1
