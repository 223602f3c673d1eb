// How much of the faults a run makes: all with `npm run faults`, a sample in `npm run test:long`.
const full = process.env.ENTREPOT_TEST_FAULTS === 'full'

/** Kills with -9: each named gap comes at least once, the rest of the number falls at random. */
export const kills = { each: full ? 6 : 1, atRandom: full ? 80 : 10 }
export const powerCuts = full ? 30 : 3
export const postgresKills = full ? 20 : 2

/** Milliseconds for one test. */
export const testLimit = full ? 900_000 : 240_000
