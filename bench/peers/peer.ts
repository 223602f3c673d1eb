// A registry to measure, behind one small interface; each file beside this one is such a peer.
import type { CertificateFiles } from '../../test/support/certificates.ts'

export interface StartOptions {
  /** The peer's own folder; a later start finds there what an earlier one kept. */
  readonly folder: string
  readonly tls?: CertificateFiles
  /** Off unless asked for. */
  readonly accessLog?: boolean
}

export interface RunningPeer {
  /** `http://127.0.0.1:<port>`, or https. */
  readonly url: string
  readonly pid: number
  /**
   * The Authorization header of one of the users, which may push and pull in that repository. Absent for a peer that
   * runs without authentication, and so does less work for each request than ours.
   */
  authorization?(repository: string, user: number): Promise<string>
  stop(): Promise<void>
}

export interface Peer {
  readonly name: string
  /** What a reader of the table must know of it. */
  readonly note: string
  /** Serves a file as a registry would serve a blob, and nothing else: the ceiling, no competitor. */
  readonly ceiling?: boolean
  available(): Promise<{ readonly version: string } | { readonly absent: string }>
  start(options: StartOptions): Promise<RunningPeer>
}

/** Whether a server answers, with whatever status: a 401 is an answer, but a 503 says that it is still starting. */
export async function answers(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/v2/`, { tls: { rejectUnauthorized: false } })
    await answer.arrayBuffer()
    return answer.status !== 503
  } catch {
    return false
  }
}
