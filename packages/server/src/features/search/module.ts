// What search plugs into the app.
export { fillJob, requestFill } from './fill-job.ts'
export { FullTextSearch } from './full-text-search.ts'
export { labelsJob } from './labels-job.ts'
export { searchHandlers } from './search-routes.ts'
export { Statistics } from './statistics.ts'
