// A database that tells of each statement before it runs it: for counting what a request asks.
import { queryBuilder } from '../../packages/server/src/drivers/database/query-builder.ts'
import {
  builder,
  type Database,
  type Handle,
  type Statements,
  statements,
} from '../../packages/server/src/platform/database/database.ts'

export type StatementListener = (sql: string, parameters: readonly unknown[]) => void

export function observeStatements(database: Database, listener: StatementListener): Database {
  return {
    ...observed(database, listener),
    transaction: (work) =>
      database.transaction((tx) =>
        work({ ...observed(tx, listener), afterCommit: (callback) => tx.afterCommit(callback) }),
      ),
    aside: observed(database.aside, listener),
    ping: (timeoutMs) => database.ping(timeoutMs),
    close: () => database.close(),
  }
}

function observed(handle: Handle, listener: StatementListener): Handle {
  const listening: Statements = {
    execute: (sql, parameters) => {
      listener(sql, parameters)
      return handle[statements].execute(sql, parameters)
    },
  }
  return {
    engine: handle.engine,
    [statements]: listening,
    [builder]: queryBuilder(handle.engine, listening),
  }
}
