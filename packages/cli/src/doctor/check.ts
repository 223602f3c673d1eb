// One question to a registry, and what came of it.
import type { Visit } from './visit.ts'

export type Status = 'ok' | 'warning' | 'failed' | 'skipped'

export interface Finding {
  readonly status: Status
  /** What was seen, in one line. */
  readonly text: string
  /** What to do about it, line by line: words, or a command or setting to copy. */
  readonly mend: readonly string[]
  /** No later check makes sense. */
  readonly final: boolean
}

/** A check asks one thing, and leaves in the visit what later ones need. */
export interface Check {
  readonly name: string
  /** Undefined where there is nothing worth a line. A thrown error is a failure with that error's words. */
  run(visit: Visit): Promise<Finding | undefined>
  /** Without it no later check makes sense: an error that it throws ends the run. */
  readonly essential?: true
  /** How long it may take, in milliseconds; `patience` where it is absent. */
  limit?(visit: Visit): number
}

/** How long a check may take, in milliseconds: people give up about then, too. */
export const patience = 10_000

export function ok(text: string): Finding {
  return { status: 'ok', text, mend: [], final: false }
}

export function warning(text: string, ...mend: string[]): Finding {
  return { status: 'warning', text, mend, final: false }
}

export function failed(text: string, ...mend: string[]): Finding {
  return { status: 'failed', text, mend, final: false }
}

/** A failure after which nothing else can be asked. */
export function fatal(text: string, ...mend: string[]): Finding {
  return { status: 'failed', text, mend, final: true }
}

export function skipped(text: string): Finding {
  return { status: 'skipped', text, mend: [], final: false }
}
