// Who may do what: the front door for other features.
export { type Access, Authorization } from './authorization.ts'
export type { CreationPolicy } from './authorization-rules.ts'
export * from './permission-rules.ts'
