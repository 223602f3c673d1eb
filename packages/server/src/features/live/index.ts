// Telling open pages of changes: the front door for other features.
export { LiveFeed } from './live-feed.ts'
