// What robots plug into the app.
export { robotJobs } from './robot-jobs.ts'
export { robotHandlers } from './robot-routes.ts'
