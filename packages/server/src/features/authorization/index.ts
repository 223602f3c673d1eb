// Who may do what: the front door for other features.
export { type Access, Authorization } from './authorization.ts'
export type { ProjectReference } from './authorization-store.ts'
export * from './permission-rules.ts'
export { Permits, type ProjectAccess } from './permits.ts'
