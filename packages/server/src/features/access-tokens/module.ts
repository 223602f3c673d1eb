// What access tokens plug into the app.
export { accessTokenHandlers } from './access-token-routes.ts'
export { accessTokenJobs } from './access-token-jobs.ts'
