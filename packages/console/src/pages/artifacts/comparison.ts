// Two images side by side: which layers they have in common, and what of their configuration differs.
import type { Setting } from './configuration.ts'
import type { Descriptor } from './manifest-document.ts'

export interface LayerComparison {
  readonly common: readonly Descriptor[]
  readonly onlyLeft: readonly Descriptor[]
  readonly onlyRight: readonly Descriptor[]
}

export function compareLayers(left: readonly Descriptor[], right: readonly Descriptor[]): LayerComparison {
  const [ofLeft, ofRight] = [digestsOf(left), digestsOf(right)]
  return {
    common: left.filter(({ digest }) => ofRight.has(digest)),
    onlyLeft: left.filter(({ digest }) => !ofRight.has(digest)),
    onlyRight: right.filter(({ digest }) => !ofLeft.has(digest)),
  }
}

function digestsOf(layers: readonly Descriptor[]): ReadonlySet<string> {
  return new Set(layers.map(({ digest }) => digest))
}

export function bytesOf(layers: readonly Descriptor[]): number {
  return layers.reduce((sum, { size }) => sum + size, 0)
}

export interface Difference extends Omit<Setting, 'value'> {
  /** Undefined where this side does not have it. */
  readonly left: string | undefined
  readonly right: string | undefined
}

export function differences(left: readonly Setting[], right: readonly Setting[]): Difference[] {
  const [ofLeft, ofRight] = [byName(left), byName(right)]
  return [...new Map([...ofLeft, ...ofRight]).values()]
    .map(({ value: _, ...setting }) => ({
      ...setting,
      left: ofLeft.get(setting.name)?.value,
      right: ofRight.get(setting.name)?.value,
    }))
    .filter((each) => each.left !== each.right)
}

function byName(settings: readonly Setting[]): Map<string, Setting> {
  return new Map(settings.map((each) => [each.name, each]))
}
