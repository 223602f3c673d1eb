// The OCI specifications' vocabulary: no I/O, imports nothing.
export * from './descriptor.ts'
export * from './digest.ts'
export * from './error-codes.ts'
export * from './json-depth.ts'
export * from './manifest.ts'
export * from './media-types.ts'
export * from './names.ts'
export * from './range.ts'
