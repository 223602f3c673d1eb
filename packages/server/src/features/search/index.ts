// Finding things: the front door for other features.
export { SearchIndex, type Touched } from './search-index.ts'
