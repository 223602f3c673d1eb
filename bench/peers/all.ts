// Everyone who takes part, in the order of the table's columns.
import { distribution2, distribution3 } from './distribution.ts'
import { entrepot } from './entrepot.ts'
import { nginx } from './nginx.ts'
import type { Peer } from './peer.ts'
import { zot } from './zot.ts'

export const allPeers: readonly Peer[] = [entrepot, distribution2, distribution3, zot, nginx]
export const registries: readonly Peer[] = allPeers.filter((peer) => !peer.ceiling)
