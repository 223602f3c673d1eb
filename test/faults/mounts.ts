// Declares tests that need the right to mount; elsewhere they are skipped with the reason.
import { test } from 'bun:test'
import { programsAreRequired } from '../support/programs.ts'
import { canMount } from './volume.ts'

const mountable = process.platform === 'linux' && canMount()

export function testWithMounts(title: string, fn: () => Promise<void>, timeoutMs?: number): void {
  if (mountable || programsAreRequired()) test(title, fn, timeoutMs)
  else test.skip(`${title} (skipped: this user may not mount file systems)`, () => {})
}
