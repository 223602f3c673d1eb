// What counts by day plug into the app.
export { Activity } from './activity.ts'
export { activityJobs } from './activity-jobs.ts'
export { activityHandlers } from './activity-routes.ts'
