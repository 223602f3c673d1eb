// What each source of configuration (file, environment, flags) is read into.
import type { Written } from './kinds.ts'
import type { NamedSetting } from './names.ts'
import type { Origin } from './origin.ts'

/** "This setting shall have this value, says that source." */
export interface Assignment {
  readonly setting: NamedSetting
  readonly written: Written
  readonly origin: Origin
}

export interface Reading {
  readonly assignments: readonly Assignment[]
  /** One sentence each. */
  readonly errors: readonly string[]
}
