// The whole conformance table, area by area.
import { cases as conditional } from './conditional.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { cases as mount } from './mount.ts'
import { cases as ping } from './ping.ts'
import { cases as pull } from './pull.ts'
import { cases as push } from './push.ts'
import { cases as ranges } from './ranges.ts'
import { cases as uploadSessions } from './upload-sessions.ts'
import { cases as uploads } from './uploads.ts'

export const allCases: readonly ConformanceCase[] = [
  ...ping,
  ...pull,
  ...conditional,
  ...ranges,
  ...push,
  ...uploads,
  ...uploadSessions,
  ...mount,
]
