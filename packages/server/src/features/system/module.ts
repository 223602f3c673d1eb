// What the server says of itself, plugged into the app.
export { DocsRoutes } from './docs-routes.ts'
export { systemHandlers } from './system-routes.ts'
