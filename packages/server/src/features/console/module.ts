// What the console plugs into the app.
export type { ConsolePack, PackedFile } from './console-pack.ts'
export { ConsoleRoutes } from './console-routes.ts'
