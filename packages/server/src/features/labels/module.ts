// What labels plug into the app.
export { type LabelsChanged, labelJobs } from './label-jobs.ts'
export { labelHandlers } from './label-routes.ts'
