// What custom roles plug into the app.
export { roleHandlers } from './role-routes.ts'
