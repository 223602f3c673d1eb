// What the token service plugs into the app.
export { TokenRoutes } from './token-routes.ts'
