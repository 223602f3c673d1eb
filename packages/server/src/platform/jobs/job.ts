// What a job is to those who write one: how it is declared, and what it is given while it runs.
import type { Transaction } from '../database/database.ts'

export interface JobProgress {
  readonly done: number
  /** Undefined while nobody knows. */
  readonly total?: number
  /** What is being done, for people. */
  readonly words: string
}

/** A job as its `run` sees it. */
export interface Job {
  readonly id: number
  readonly kind: string
  /** What it works on: one job of a kind and key is active at a time, in the whole cluster. */
  readonly key: string
  /** 1 for the first. */
  readonly attempt: number
  /** Of the request that asked for it. */
  readonly traceparent: string | undefined
  /**
   * Fires with a JobInterrupted when the job was cancelled, lost its lease, or the node stops. A long job looks at it
   * between its pieces (`signal.throwIfAborted()`) and hands it to what waits for others.
   */
  readonly signal: AbortSignal
  /**
   * A transaction that commits only while this run of the job holds its lease: the only way for a job to write.
   * @throws JobInterrupted when the lease was lost or the job cancelled; nothing is written then
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
  /** Says how far it is. Cheap: written once a second at most. */
  progress(progress: JobProgress): Promise<void>
}

/** A kind of job; made by `job` and `recurring`. */
export interface JobDefinition {
  /** `uploads.expire`: the feature and what is done. */
  readonly kind: string
  /** How often it is tried before it counts as failed. */
  readonly attempts: number
  readonly repeat: Repeat | undefined
  run(job: Job, payload: unknown): Promise<void>
}

export interface Repeat {
  /** Milliseconds from the end of one run to the next. */
  readonly every: number
  /** Up to so many milliseconds are added at random, so that not everything comes at once. */
  readonly jitter: number
}

/** With the pauses between them (backoff.ts), the last try of five comes some eight minutes after the first. */
const defaultAttempts = 5

/** A job that somebody enqueues. `parse` turns the stored JSON into the payload, or throws. */
export function job<Payload>(options: {
  readonly kind: string
  readonly attempts?: number
  readonly parse: (payload: unknown) => Payload
  run(job: Job, payload: Payload): Promise<void>
}): JobDefinition {
  const { kind, attempts = defaultAttempts, parse } = options
  return { kind, attempts, repeat: undefined, run: (running, raw) => options.run(running, parse(raw)) }
}

/** A job that runs again and again: one row for the whole cluster, whichever node is free takes it. */
export function recurring(
  options: Repeat & { readonly kind: string; run(job: Job): Promise<void> },
): JobDefinition {
  const { kind, every, jitter } = options
  return {
    kind,
    attempts: defaultAttempts,
    repeat: { every, jitter },
    run: (running) => options.run(running),
  }
}

export type Interruption = 'cancelled' | 'lost' | 'stopping'

const words: Record<Interruption, string> = {
  cancelled: 'the job was cancelled',
  lost: 'the job lost its lease: another node goes on with it',
  stopping: 'the node stops; the job goes on elsewhere, or after the start',
}

/** Why a job must not go on. */
export class JobInterrupted extends Error {
  override readonly name = 'JobInterrupted'

  constructor(readonly interruption: Interruption) {
    super(words[interruption])
  }
}
