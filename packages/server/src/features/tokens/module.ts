// What the token service plugs into the app.
export { tokenJobs } from './token-jobs.ts'
export { TokenRoutes } from './token-routes.ts'
