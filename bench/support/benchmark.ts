// What a benchmark is asked and what it gives: rows of figures for each peer, and whether our floors are met.

export interface BenchmarkOptions {
  /** How often each figure is taken; the table shows medians. */
  readonly rounds: number
  /** Smaller sets and shorter measurements: shows that everything works, and roughly how we stand. */
  readonly quick: boolean
}

export interface Figure {
  readonly median: number
  readonly samples: readonly number[]
}

export interface Floor {
  /** `2 × the fastest peer`. */
  readonly words: string
  /** What was reached, in the floor's own terms: `2.6 ×`. */
  readonly reached: string
  readonly met: boolean
}

export interface Row {
  /** `manifests.get`: the file, and what in it. */
  readonly id: string
  readonly title: string
  readonly unit: string
  readonly better: 'more' | 'less'
  /** By the peer's name; a peer that is absent, or cannot do it, has none. */
  readonly figures: Readonly<Record<string, Figure>>
  readonly floors: readonly Floor[]
}

export interface Benchmark {
  readonly name: string
  readonly title: string
  run(options: BenchmarkOptions): Promise<Row[]>
}

/** One measurement of one peer: a number for each row's id. */
export type Measured = Readonly<Record<string, number>>

/**
 * Measures all subjects in turn, round after round, each round beginning with another: what disturbs the machine for a
 * while then disturbs all of them.
 * @returns by row id, then by subject
 */
export async function interleave<S extends { readonly name: string }>(
  subjects: readonly S[],
  rounds: number,
  measure: (subject: S, round: number) => Promise<Measured>,
): Promise<Record<string, Record<string, Figure>>> {
  const samples = new Map<string, Map<string, number[]>>()
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < subjects.length; turn += 1) {
      const subject = subjects[(round + turn) % subjects.length] as S
      for (const [id, value] of Object.entries(await measure(subject, round))) {
        const ofRow = samples.get(id) ?? new Map<string, number[]>()
        samples.set(id, ofRow.set(subject.name, [...(ofRow.get(subject.name) ?? []), value]))
      }
    }
  }
  const figures = ([name, values]: [string, number[]]) => [name, figure(values)] as const
  return Object.fromEntries([...samples].map(([id, row]) => [id, Object.fromEntries([...row].map(figures))]))
}

function figure(samples: readonly number[]): Figure {
  const sorted = [...samples].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
  return { median, samples }
}
