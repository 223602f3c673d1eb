// Whether a measured value grows: the line through its samples.

export interface Sample {
  /** Seconds since the start. */
  readonly at: number
  readonly value: number
}

export interface Trend {
  /** What the line rises by between the first sample and the last. */
  readonly rise: number
  readonly median: number
}

/** Theil and Sen's line: the median of the slopes between all pairs, which a few outliers do not tilt. */
export function trendOf(samples: readonly Sample[]): Trend {
  const slopes = samples.flatMap((a, index) =>
    samples.slice(index + 1).map((b) => (b.value - a.value) / (b.at - a.at)),
  )
  const span = (samples.at(-1)?.at ?? 0) - (samples[0]?.at ?? 0)
  return { rise: medianOf(slopes) * span, median: medianOf(samples.map(({ value }) => value)) }
}

function medianOf(values: readonly number[]): number {
  return percentile(values, 0.5)
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(share * (sorted.length - 1))] ?? 0
}
