// Runs reads that take long on a connection of their own, beside the process's main thread.
import { DatabaseUnavailable } from '../../../platform/database/database.ts'
import type { AsideAnswer, AsideRequest } from './sqlite-aside.ts'
import { SqliteConnection } from './sqlite-connection.ts'

declare const self: Worker

let connection: SqliteConnection | undefined

function answer({ id, path, sql, parameters }: AsideRequest): AsideAnswer {
  try {
    connection ??= new SqliteConnection(path, 'reader')
    return { id, result: connection.execute(sql, parameters) }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const fault = error instanceof DatabaseUnavailable ? error.fault : undefined
    return { id, message, ...(fault && { fault }) }
  }
}

self.onmessage = ({ data }: MessageEvent<AsideRequest>) => self.postMessage(answer(data))
