// What settings plug into the app.
export { admitInReadOnly, settingHandlers } from './settings-routes.ts'
