// What accounts plug into the app.
export { groupHandlers } from './group-routes.ts'
export { userHandlers } from './user-routes.ts'
