// Bytes by digest: the front door for other features.
export type { VolumeSize } from './blob-storage-port.ts'
export { Content } from './content.ts'
export { type BlobRecord, reviewBlobs } from './content-store.ts'
export type { Ingest, IngestState, SealedBlob } from './ingest.ts'
export { Scrub, type ScrubReport } from './scrub.ts'
export { damaged, type Finding, type ScrubCounts } from './scrub-progress.ts'
