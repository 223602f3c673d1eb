// A Unix socket in the data folder: commands of the operator reach the server that holds the folder by it.
import { chmodSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from './errors.ts'
import type { Log } from './log.ts'

/** What a program may do with the data, as a command sends it; the handler checks its shape. */
export type ControlHandler = (request: unknown) => Promise<unknown>

/** Of `sun_path`, with its final NUL (unix(7)). */
const longestPath = 107
/** Long enough for a change that waits for others, and for a password to be hashed. */
const patience = 30_000 // milliseconds

type Answer = { readonly result: unknown } | { readonly refused: string }

export class ControlSocket {
  private constructor(
    private readonly path: string,
    private readonly server: Bun.Server<undefined>,
  ) {}

  /**
   * Only the process that holds the data folder may call it: a socket that is there was left behind by one that was
   * killed. Who may connect is this user alone. @returns undefined, and a line in the log, where it cannot be made
   */
  static open(folder: string, handler: ControlHandler, log: Log): ControlSocket | undefined {
    const path = socketPath(folder)
    if (path.length > longestPath) {
      log.warn({ path }, `no control socket: its path is longer than ${longestPath} characters`)
      return undefined
    }
    const mask = process.umask(0o177) // never open to others, not even until chmod
    try {
      rmSync(path, { force: true })
      const fetch = async (request: Request) => Response.json(await answerOf(request, handler, log))
      const server = Bun.serve({ unix: path, development: false, fetch })
      chmodSync(path, 0o600)
      return new ControlSocket(path, server)
    } catch (err) {
      log.warn({ err, path }, 'no control socket: commands must wait until the server is stopped')
      return undefined
    } finally {
      process.umask(mask)
    }
  }

  /** Requests in progress end first. */
  async close(): Promise<void> {
    await this.server.stop(false)
    rmSync(this.path, { force: true })
  }
}

async function answerOf(request: Request, handler: ControlHandler, log: Log): Promise<Answer> {
  try {
    return { result: await handler(await request.json()) }
  } catch (error) {
    if (error instanceof Failure) return { refused: error.message }
    log.error({ err: error }, 'a command failed for a reason of ours')
    return { refused: 'it failed for a reason that the server has logged' }
  }
}

/**
 * Asks the server that holds the folder. @returns undefined where no server listens
 * @throws Failure BAD_REQUEST with the server's words when it refuses
 */
export async function askServer(folder: string, request: unknown): Promise<{ result: unknown } | undefined> {
  const path = socketPath(folder)
  if (path.length > longestPath || !existsSync(path)) return undefined
  process.env.NO_PROXY = '*' // a proxy is not the way to a socket
  let response: Response
  try {
    const body = JSON.stringify(request)
    const signal = AbortSignal.timeout(patience)
    response = await fetch('http://control/', { unix: path, method: 'POST', body, signal })
  } catch (error) {
    if (isNobodyThere(error)) return undefined
    throw error
  }
  const answer = (await response.json()) as Answer
  if ('refused' in answer) throw new Failure('BAD_REQUEST', { message: answer.refused })
  return answer
}

/** The runtime tells a refused connection of a socket by one of several codes. */
function isNobodyThere(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return (
    code === 'ECONNREFUSED' ||
    code === 'ConnectionRefused' ||
    code === 'FailedToOpenSocket' ||
    code === 'ENOENT'
  )
}

function socketPath(folder: string): string {
  return join(folder, 'control.sock')
}
