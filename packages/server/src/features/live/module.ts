// What the stream of changes plugs into the app.
export { liveHandlers } from './live-routes.ts'
