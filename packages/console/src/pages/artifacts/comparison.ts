// Two images side by side: which layers they have in common, and what of their configuration differs.
import type { Setting } from './configuration.ts'
import type { Descriptor } from './manifest-document.ts'

export interface LayerComparison {
  readonly common: readonly Descriptor[]
  readonly onlyLeft: readonly Descriptor[]
  readonly onlyRight: readonly Descriptor[]
}

export function compareLayers(left: readonly Descriptor[], right: readonly Descriptor[]): LayerComparison {
  const [ofLeft, ofRight] = [byDigest(left), byDigest(right)]
  return {
    common: [...ofLeft.values()].filter(({ digest }) => ofRight.has(digest)),
    onlyLeft: [...ofLeft.values()].filter(({ digest }) => !ofRight.has(digest)),
    onlyRight: [...ofRight.values()].filter(({ digest }) => !ofLeft.has(digest)),
  }
}

/** An image may name its empty layer again and again; it is stored once. */
function byDigest(layers: readonly Descriptor[]): ReadonlyMap<string, Descriptor> {
  return new Map(layers.map((each) => [each.digest, each]))
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
