// What the server says of itself, plugged into the app.
export { DocsRoutes } from './docs-routes.ts'
export { systemHandlers } from './system-routes.ts'
export { SystemState } from './system-state.ts'
export { systemStateHandlers } from './system-state-routes.ts'
