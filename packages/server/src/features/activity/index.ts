// Pushes and pulls by day: the front door for other features.
export { countPulls, countPushes } from './activity-counting.ts'
