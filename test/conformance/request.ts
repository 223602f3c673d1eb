// A request to the registry under test, and what sends it.
import type { Answer } from './answer.ts'
import type { Random } from './content.ts'
import type { RegistryUnderTest } from './registry-under-test.ts'

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
  readonly target: RegistryUnderTest
  get(address: string, headers?: Record<string, string>): Promise<Answer>
  send(method: string, address: string, options?: RequestOptions): Promise<Answer>
}
