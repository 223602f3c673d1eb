// The management API's contract: schemas, the table of routes, and what follows from them.
export { type Client, ClientError, type ClientOptions, clientOf, createClient } from './client.ts'
export { configurationKeys } from './configurations.ts'
export { harborOperations } from './harbor-operations.ts'
export type { LiveHint } from './live.ts'
export { type OpenApiDocument, type OpenApiOperation, openApiDocument } from './openapi.ts'
export type { Method, Route, RouteAnswer, RouteInput } from './route.ts'
export { apiBase, extensionRoutes, harborRoutes, type OperationId, type Routes, routes } from './routes.ts'
export { tagOrder } from './tag-order.ts'
