// Writes test data straight into a server's database, in a few large statements.
import { statements } from '../../packages/server/src/platform/database/database.ts'
import type { TestServer } from './server.ts'

/** One after the other, each for as long as it takes on a busy machine. */
export async function writeStraight({ database }: TestServer, steps: readonly string[]): Promise<void> {
  for (const sql of steps) {
    await database.transaction(async (tx) => {
      if (database.engine === 'postgres') await tx[statements].execute('set local statement_timeout = 0', [])
      await tx[statements].execute(sql, [])
    })
  }
}
