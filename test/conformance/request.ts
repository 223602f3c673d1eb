// A request to the registry under test, and what sends it.
import type { Answer } from './answer.ts'
import type { Random } from './content.ts'

export interface RequestOptions {
  readonly headers?: Record<string, string>
  readonly body?: Uint8Array<ArrayBuffer> | string | ReadableStream<Uint8Array>
  /** Sends no credentials, or others than the run's own. */
  readonly authorization?: string | 'none'
  readonly signal?: AbortSignal
}

export interface Sender {
  /** Makes all random names and content of a case. */
  readonly random: Random
  send(method: string, address: string, options?: RequestOptions): Promise<Answer>
}
