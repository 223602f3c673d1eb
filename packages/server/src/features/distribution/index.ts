// The registry's content as others work with it: the front door for other features.
export type { Admitted } from './access.ts'
export { chartConfig, imageConfigs, isDerivable } from './artifact-type.ts'
export type { Copies } from './copies.ts'
export type { Manifests } from './manifests.ts'
