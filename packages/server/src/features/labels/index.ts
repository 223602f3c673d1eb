// Labels on artifacts: the front door for other features.
export { labelsOf } from './artifact-labels-store.ts'
export { presentLabel } from './label-views.ts'
export { type ArtifactToLabel, Labels } from './labels.ts'
export type { LabelRow } from './labels-store.ts'
