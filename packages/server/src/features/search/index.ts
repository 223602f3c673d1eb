// Finding things: the front door for other features.
export { SearchIndex } from './search-index.ts'
