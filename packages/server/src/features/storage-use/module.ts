// What the sizes of projects plug into the app.
export { StorageUse } from './storage-use.ts'
export { storageUseHandlers } from './storage-use-routes.ts'
