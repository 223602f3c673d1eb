// The checks, in their order: each may rely on what those before it found.
import type { Check } from './check.ts'
import { bodySizeCheck } from './checks/body-size.ts'
import { bufferingCheck } from './checks/buffering.ts'
import { certificateCheck } from './checks/certificate.ts'
import { clockCheck } from './checks/clock.ts'
import { compressionCheck } from './checks/compression.ts'
import { environmentCheck } from './checks/environment.ts'
import { headCheck } from './checks/head.ts'
import { heldUploadCheck } from './checks/held-upload.ts'
import { keepAliveCheck } from './checks/keep-alive.ts'
import { locationsCheck } from './checks/locations.ts'
import { nameCheck } from './checks/name.ts'
import { pingCheck } from './checks/ping.ts'
import { portCheck } from './checks/port.ts'
import { protocolCheck } from './checks/protocol.ts'
import { pullCheck } from './checks/pull.ts'
import { pushCheck } from './checks/push.ts'
import { rangeCheck } from './checks/range.ts'
import { realmCheck } from './checks/realm.ts'
import { tokenCheck } from './checks/token.ts'

export const allChecks: readonly Check[] = [
  environmentCheck,
  nameCheck,
  portCheck,
  protocolCheck,
  certificateCheck,
  pingCheck,
  realmCheck,
  clockCheck,
  keepAliveCheck,
  bufferingCheck,
  tokenCheck,
  pushCheck,
  locationsCheck,
  bodySizeCheck,
  heldUploadCheck,
  pullCheck,
  headCheck,
  rangeCheck,
  compressionCheck,
]
