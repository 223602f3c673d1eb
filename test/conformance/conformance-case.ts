// One row of the conformance table: what the protocol demands and how to see it.
import type { Algorithm } from './content.ts'
import type { Registry } from './registry.ts'

export interface ConformanceCase {
  /** Unique, `<area>.<what>`; also the seed of the case's random content. */
  readonly id: string
  /** A heading of the distribution-spec, a section of an RFC, or the client whose habit this is. */
  readonly section: string
  /** What a registry does, as a sentence. */
  readonly title: string
  /** Set where the case makes no sense without it, so that an open registry can be tested too. */
  readonly needs?: 'authentication'
  /** Works in repositories of its own; throws when the registry does anything else than the title says. */
  run(registry: Registry): Promise<void>
}

/** The same cases for each digest algorithm that a registry has to know. */
export function forEachAlgorithm(make: (algorithm: Algorithm) => ConformanceCase[]): ConformanceCase[] {
  return [...make('sha256'), ...make('sha512')]
}
