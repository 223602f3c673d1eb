// What a scrub counts: kept between runs, so that one that was stopped goes on.

/** `unreadable`: the disk failed. `unnamed`: no row names the file, as after a crash between its name and its row. */
export type FindingKind = 'missing' | 'truncated' | 'corrupt' | 'unreadable' | 'unnamed'

export interface Finding {
  readonly kind: FindingKind
  readonly key: string
  /** Bytes that the database promises; of an unnamed file, those that are there. */
  readonly size: number
  /** In words. */
  readonly outcome: string
}

export interface ScrubCounts {
  readonly blobs: number
  readonly bytes: number
  readonly files: number
  readonly found: Readonly<Record<FindingKind, number>>
  /** Blobs that were set aside earlier and are whole again. */
  readonly healed: number
  /** Unnamed files that were removed. */
  readonly removed: number
}

/** First every blob against its row, then every file against the rows. */
export type ScrubPhase = 'blobs' | 'files'

export interface ScrubPosition {
  readonly phase: ScrubPhase
  /** The last blob's id, then the last file's key. */
  readonly afterBlob: number
  readonly afterKey: string
  readonly counts: ScrubCounts
}

export const beginning: ScrubPosition = {
  phase: 'blobs',
  afterBlob: 0,
  afterKey: '',
  counts: {
    blobs: 0,
    bytes: 0,
    files: 0,
    found: { missing: 0, truncated: 0, corrupt: 0, unreadable: 0, unnamed: 0 },
    healed: 0,
    removed: 0,
  },
}

/** Blobs that a pull would not get. Unnamed files only take up room. */
export function damaged({ found }: ScrubCounts): number {
  return found.missing + found.truncated + found.corrupt + found.unreadable
}

export function withFinding(counts: ScrubCounts, kind: FindingKind): ScrubCounts {
  return { ...counts, found: { ...counts.found, [kind]: counts.found[kind] + 1 } }
}
