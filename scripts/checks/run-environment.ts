// What all steps of a run share: one temporary folder, one PostgreSQL, and the end of both.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type PostgresServer, startPostgres } from '../../test/support/postgres.ts'
import { requireProgram } from '../../test/support/programs.ts'

export type RunEnvironment = {
  temp: string
  env: Record<string, string>
  remove(): Promise<void>
}

/** Makes the folder, and starts PostgreSQL if `withPostgres` and if it is installed. */
export async function prepareRun(withPostgres: boolean): Promise<RunEnvironment> {
  // Short names: the path of a Unix socket ends at 107 bytes.
  const temp = mkdtempSync(join(tmpdir(), 'et-'))
  chmodSync(temp, 0o711)
  let postgres: PostgresServer | undefined
  const remove = async () => {
    await postgres?.stop()
    rmSync(temp, { recursive: true, force: true })
  }
  const env = inheritedVariables()
  try {
    if (withPostgres && 'path' in requireProgram('initdb')) {
      postgres = await startPostgres()
      env.ENTREPOT_TEST_POSTGRES_URL = postgres.url
    }
  } catch (error) {
    await remove()
    throw error
  }
  return { temp, env, remove }
}

/** A developer's own settings for Entrepot would change what the tests see; those for tests may stay. */
function inheritedVariables(): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name, value]) => {
    if (value === undefined) return false
    return !name.startsWith('ENTREPOT_') || name.startsWith('ENTREPOT_TEST_') || name === 'ENTREPOT_TOOLS'
  })
  return Object.fromEntries(kept) as Record<string, string>
}
