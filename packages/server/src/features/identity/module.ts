// What accounts plug into the app.
export { userHandlers } from './user-routes.ts'
