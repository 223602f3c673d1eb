// Custom roles: the front door for other features.
export { Roles, requireRole } from './roles.ts'
