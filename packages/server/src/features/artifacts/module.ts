// What artifacts plug into the app.
export { Additions } from './additions.ts'
export { artifactExtensionHandlers } from './artifact-extension-routes.ts'
export { artifactPartHandlers } from './artifact-part-routes.ts'
export { artifactHandlers } from './artifact-routes.ts'
export { Artifacts } from './artifacts.ts'
export { repositoryHandlers } from './repository-routes.ts'
export { Usages } from './usage.ts'
