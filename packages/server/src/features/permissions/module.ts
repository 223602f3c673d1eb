// What permissions plug into the app: their lists, and why they are there or not.
export { Explanations } from './explanations.ts'
export { permissionHandlers } from './permission-routes.ts'
