// The time as the server sees it; tests hand in their own.

/** Milliseconds since 1970, UTC. */
export type Clock = () => number

export const systemClock: Clock = () => Date.now()

export const second = 1_000
export const minute = 60 * second
export const hour = 60 * minute
export const day = 24 * hour
