// The whole conformance table, area by area.
import { cases as clientFlows } from './client-flows.ts'
import { cases as conditional } from './conditional.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { cases as deletes } from './deletes.ts'
import { cases as discovery } from './discovery.ts'
import { cases as errors } from './errors.ts'
import { cases as manifestKinds } from './manifest-kinds.ts'
import { cases as manifests } from './manifests.ts'
import { cases as mount } from './mount.ts'
import { cases as multipleRanges } from './multiple-ranges.ts'
import { cases as names } from './names.ts'
import { cases as ping } from './ping.ts'
import { cases as pull } from './pull.ts'
import { cases as push } from './push.ts'
import { cases as ranges } from './ranges.ts'
import { cases as referrerPages } from './referrer-pages.ts'
import { cases as referrers } from './referrers.ts'
import { cases as referrersFallback } from './referrers-fallback.ts'
import { cases as tagParameters } from './tag-parameters.ts'
import { cases as tags } from './tags.ts'
import { cases as tokens } from './tokens.ts'
import { cases as uploadSessions } from './upload-sessions.ts'
import { cases as uploads } from './uploads.ts'

export const allCases: readonly ConformanceCase[] = [
  ...ping,
  ...pull,
  ...conditional,
  ...ranges,
  ...multipleRanges,
  ...push,
  ...uploads,
  ...uploadSessions,
  ...mount,
  ...manifestKinds,
  ...manifests,
  ...tagParameters,
  ...tags,
  ...referrers,
  ...referrersFallback,
  ...referrerPages,
  ...deletes,
  ...errors,
  ...names,
  ...discovery,
  ...tokens,
  ...clientFlows,
]
