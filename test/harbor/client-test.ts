// Tests that drive Harbor's own clients: none is required, as few machines have them. docs/clients.md says which work.

import { test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { baseEnvironment, type Ran, run } from '../clients/run.ts'
import { requireProgram } from '../support/programs.ts'

/** A program may take long to start on a busy machine, and Terraform starts its provider anew for each command. */
const timeLimit = 180_000 // milliseconds

/** A test that is skipped, with the reason in its title, where one of the programs is absent. */
export function clientTest(programs: readonly string[], title: string, fn: () => Promise<void>): void {
  const absent = programs.filter((name) => 'missing' in requireProgram(name))
  const reason = `(skipped: ${absent.join(', ')}: optional, and not on PATH or in ENTREPOT_TOOLS)`
  if (absent.length === 0) test(title, fn, timeLimit)
  else test.skip(`${title} ${reason}`, () => {})
}

/** A home of its own for a client's settings. */
export class ClientHome {
  readonly path = mkdtempSync(join(tmpdir(), 'entrepot-client-'))

  run(argv: string[], env: Record<string, string> = {}): Promise<Ran> {
    return run(argv, { cwd: this.path, env: { ...baseEnvironment(this.path), ...env } })
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}
