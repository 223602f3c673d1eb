// What a directory plugs into the app.
export { directoryJobs } from './directory-review.ts'
export { directoryHandlers } from './directory-routes.ts'
