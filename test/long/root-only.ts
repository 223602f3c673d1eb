// Tests that mount, or start an engine: they need root.
import { test } from 'bun:test'
import { type ProgramTest, testWith } from '../support/programs.ts'

/** As `testWith`; skipped by name for an ordinary user. */
export function rootOnly(programs: string[], title: string, fn: ProgramTest, timeoutMs: number): void {
  if (process.getuid?.() === 0) testWith(programs, title, fn, timeoutMs)
  else test.skip(`${title} (skipped: needs root)`, () => {})
}
