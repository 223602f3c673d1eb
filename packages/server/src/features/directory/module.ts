// What a directory plugs into the app.
export { directoryHandlers } from './directory-routes.ts'
