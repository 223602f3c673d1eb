// Sessions of browsers: the front door for other features.
export { type EndedSession, SessionEnded, Sessions } from './sessions.ts'
export { deleteSessionsOf } from './sessions-store.ts'
