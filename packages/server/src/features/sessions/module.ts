// What sessions plug into the app.
export { sessionJobs } from './session-jobs.ts'
