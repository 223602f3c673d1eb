// Our floors: ratios to what the peers reached in the same run, and a few absolute ones.
import { allPeers } from '../peers/all.ts'
import type { Figure, Floor } from './benchmark.ts'

type Figures = Readonly<Record<string, Figure>>

const ours = 'entrepot'
const oldest = 'distribution 2.8.2'

/** The registry other than ours with the best median; undefined when none was measured. */
export function fastestPeer(figures: Figures, better: 'more' | 'less' = 'more'): string | undefined {
  const names = Object.keys(figures).filter((name) => name !== ours && !isCeiling(name))
  const sign = better === 'more' ? -1 : 1
  return names.sort((a, b) => sign * (figures[a]!.median - figures[b]!.median))[0]
}

/** At least `factor` times as many as the fastest peer. */
export function timesFastest(figures: Figures, factor: number): Floor[] {
  const peer = fastestPeer(figures)
  return peer === undefined ? [] : atLeast(`${factor} × the fastest peer`, ratio(figures, peer), factor)
}

/** At least `factor` times as many as distribution 2.8.2. */
export function timesOldest(figures: Figures, factor: number): Floor[] {
  return oldest in figures ? atLeast(`${factor} × ${oldest}`, ratio(figures, oldest), factor) : []
}

/** `factor` times as quick as distribution 2.8.2, where the figure is a time. */
export function timesQuickerThanOldest(figures: Figures, factor: number): Floor[] {
  if (!(oldest in figures)) return []
  return atLeast(`${factor} × as quick as ${oldest}`, 1 / ratio(figures, oldest), factor)
}

/** At most `factor` times what `peer` used; by default the peer that was fastest in another row. */
export function atMostTimes(figures: Figures, peer: string | undefined, factor: number): Floor[] {
  if (peer === undefined || !(peer in figures)) return []
  const reached = ratio(figures, peer)
  return [
    {
      words: `at most ${short(factor)} × the fastest peer's`,
      reached: times(reached),
      met: reached <= factor,
    },
  ]
}

/** At most so much, whatever the peers do. */
export function atMost(figures: Figures, limit: number, unit: string): Floor[] {
  const reached = figures[ours]?.median
  if (reached === undefined) return []
  return [{ words: `at most ${limit} ${unit}`, reached: `${short(reached)} ${unit}`, met: reached <= limit }]
}

/** The same with much content as with little: `spread` is what the noise of the measurement may add. */
export function noGrowth(small: Figures, large: Figures, spread: number): Floor[] {
  if (!(ours in small && ours in large)) return []
  const reached = large[ours]!.median / small[ours]!.median
  return [
    {
      words: `no growth with the count (at most ${spread} ×)`,
      reached: times(reached),
      met: reached <= spread,
    },
  ]
}

/** The same of ours with much content as with little, where both are in one row. */
export function growth(figures: Figures, small: string, large: string, spread: number): Floor[] {
  if (!(small in figures && large in figures)) return []
  const reached = figures[large]!.median / figures[small]!.median
  return [
    { words: `${large} at most ${spread} × of ${small}`, reached: times(reached), met: reached <= spread },
  ]
}

/** Three significant digits, without an exponent. */
export function short(value: number): string {
  if (value >= 1000) return Math.round(value).toLocaleString('en-US')
  return String(Number(value.toPrecision(3)))
}

function atLeast(words: string, reached: number, factor: number): Floor[] {
  return [{ words: `at least ${words}`, reached: times(reached), met: reached >= factor }]
}

function ratio(figures: Figures, peer: string): number {
  return (figures[ours]?.median ?? 0) / figures[peer]!.median
}

function times(value: number): string {
  return `${short(value)} ×`
}

function isCeiling(name: string): boolean {
  return allPeers.some((peer) => peer.name === name && peer.ceiling)
}
