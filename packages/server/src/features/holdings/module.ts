// What an account has, plugged into the app.
export { holdingHandlers } from './holding-routes.ts'
