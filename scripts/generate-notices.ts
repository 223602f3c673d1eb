// Writes NOTICES.md from what the server and the console ship with; with --check, fails unless it is current.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { productionPackages } from './notices/production-packages.ts'
import { licenceProblems, renderNotices } from './notices/render-notices.ts'
import { runtimeNotices } from './notices/runtime-notices.ts'

const ROOT = dirname(import.meta.dir)
const FILE = join(ROOT, 'NOTICES.md')

process.exitCode = generate(process.argv.includes('--check'))

function generate(check: boolean): number {
  const packages = productionPackages(join(ROOT, 'packages/server'), join(ROOT, 'packages/console'))
  const problems = licenceProblems(packages)
  for (const problem of problems) console.error(problem)
  if (problems.length > 0) return 1
  const notices = renderNotices(packages, runtimeNotices(ROOT))
  if (!check) writeFileSync(FILE, notices)
  else if (!existsSync(FILE) || readFileSync(FILE, 'utf8') !== notices) {
    console.error('NOTICES.md is not current: run sh scripts/bun scripts/generate-notices.ts')
    return 1
  }
  return 0
}
