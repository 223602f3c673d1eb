// Checks what every source file keeps: few lines, and a first line that says what it is.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const FOLDERS = 'packages,scripts,test,bench'
const SOURCES = new Bun.Glob(`{${FOLDERS}}/**/*.{ts,tsx}`)
export const LINE_LIMIT = 300

/**
 * Gives a line for each file of `root` that is too long or opens without a comment, and for each exception
 * that no file needs. `longFiles` maps the path of a table or of types to the reason why it may be longer.
 */
export function sourceFileProblems(root: string, longFiles: Record<string, string>): string[] {
  const problems: string[] = []
  const needed = new Set<string>()
  for (const path of [...SOURCES.scanSync({ cwd: root })].sort()) {
    if (/(^|\/)(node_modules|fixtures|dist)\//.test(path)) continue
    const text = readFileSync(join(root, path), 'utf8')
    const lines = text.split('\n').length - 1
    if (!/^(#!.*\n)?\/\/ ./.test(text))
      problems.push(`${path} does not open with a line that says what it is`)
    if (lines <= LINE_LIMIT) continue
    needed.add(path)
    if (!(path in longFiles)) problems.push(`${path} has ${lines} lines; the limit is ${LINE_LIMIT}`)
  }
  const unneeded = Object.keys(longFiles).filter((path) => !needed.has(path))
  return [...problems, ...unneeded.map((path) => `${path} needs no exception from the limit of lines`)]
}
