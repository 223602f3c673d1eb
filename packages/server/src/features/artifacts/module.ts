// What artifacts plug into the app.
export { artifactHandlers } from './artifact-routes.ts'
export { Artifacts } from './artifacts.ts'
export { ConfigAttributes } from './config-attributes.ts'
export { repositoryHandlers } from './repository-routes.ts'
