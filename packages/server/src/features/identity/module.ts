// What accounts plug into the app.
export { cliSecretHandlers } from './cli-secret-routes.ts'
export { groupHandlers } from './group-routes.ts'
export { userHandlers } from './user-routes.ts'
