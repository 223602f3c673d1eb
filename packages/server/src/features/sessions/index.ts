// Sessions of browsers: the front door for other features.
export {
  type EndedSession,
  SessionEnded,
  type SessionLimits,
  Sessions,
  type SignedInUser,
} from './sessions.ts'
export { deleteSessionsOf } from './sessions-store.ts'
