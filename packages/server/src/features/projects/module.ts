// What projects plug into the app.
export { memberHandlers } from './member-routes.ts'
export { metadataHandlers } from './metadata-routes.ts'
export { projectHandlers } from './project-routes.ts'
