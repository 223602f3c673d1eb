// How much a fuzzer tries, and from which seed: printed, so that a run can be repeated.
import fc from 'fast-check'
import { tellFigures } from '../faults/figures.ts'

/** ENTREPOT_FUZZ_SEED repeats a run; ENTREPOT_FUZZ_FACTOR makes it longer, as `npm run fuzz` does. */
const seed = Number(process.env.ENTREPOT_FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31))
const factor = Number(process.env.ENTREPOT_FUZZ_FACTOR ?? 1)

/** Milliseconds for one test. */
export const testLimit = 120_000 * factor

/** Tries `property` so often, times the factor; what fails is shrunk and shown with its seed. */
export function holds<Ts>(property: fc.IRawProperty<Ts>, runs: number): Promise<void> | void {
  return fc.assert(property, { seed, numRuns: runs * factor })
}

/** The line to repeat this run by. */
export function tellSeed(what: string): void {
  tellFigures(`fuzz ${what}: ENTREPOT_FUZZ_SEED=${seed} ENTREPOT_FUZZ_FACTOR=${factor}`)
}
