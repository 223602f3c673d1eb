// What access tokens plug into the app.

export { accessTokenJobs } from './access-token-jobs.ts'
export { accessTokenHandlers } from './access-token-routes.ts'
