// The LABELs of images, which lie in their configs, as texts that images are found by.
import { isObject } from '@entrepot/oci'
import type { Database, Handle } from '../../platform/database/database.ts'
import { type Attributes, type ConfigAttributes, largestConfig } from './config-attributes.ts'
import { fitting } from './fitting.ts'
import { configsOfImages, type ImageConfig } from './image-configs-store.ts'

/** Of one artifact, and bytes of keys and values; some builders keep whole documents in one label. */
const mostLabels = 100
const mostBytes = 8 * 1024
/** Bytes of configs that are read for one artifact: an index may name many images. */
const mostRead = 2 * largestConfig

/** Milliseconds: who searches waits for it. */
const readWithin = 2_000

export class ImageLabels {
  constructor(
    private readonly db: Database,
    private readonly configs: ConfigAttributes,
  ) {}

  /**
   * Of each artifact its labels as `key: value`; an index has those of its images, each once. What is beyond the bounds
   * is left out, the smaller ones after it are not.
   * @param together bytes of configs that are read for all of them
   * @returns also those of which not all could be read now, and why; and of each what `configsOf` says
   */
  async of(artifacts: readonly number[], together = Number.MAX_SAFE_INTEGER) {
    const configs = await configsOfImages(this.db, artifacts, largestConfig)
    const chosen = choose(configs, together)
    const asked = new Map(chosen.entries())
    const { attributes, unread, fault } = await this.configs.read(asked, together, readWithin)
    const labels = new Map<number, string[]>()
    for (const [n, { artifact }] of asked)
      labels.set(artifact, [...(labels.get(artifact) ?? []), ...labelsIn(attributes.get(n))])
    return {
      labels: new Map([...labels].map(([artifact, texts]) => [artifact, bounded(texts)])),
      unread: [...new Set(unread.flatMap((n) => asked.get(n)?.artifact ?? []))],
      fault,
      configs: namesOf(configs),
    }
  }

  /** Of each artifact the configs that its labels come from, as a text: while it is the same, so are they. */
  async configsOf(db: Handle, artifacts: readonly number[]): Promise<ReadonlyMap<number, string>> {
    return namesOf(await configsOfImages(db, artifacts, largestConfig))
  }
}

function namesOf(configs: readonly ImageConfig[]): Map<number, string> {
  const names = new Map<number, string>()
  for (const { artifact, blob } of configs) names.set(artifact, `${names.get(artifact) ?? ''} ${blob.id}`)
  return names
}

function choose(configs: readonly ImageConfig[], together: number): ImageConfig[] {
  let left = together
  return [...Map.groupBy(configs, ({ artifact }) => artifact).values()].flatMap((ofOne) => {
    const chosen = fitting(Math.min(left, mostRead), ofOne, ({ blob }) => blob.size)
    left -= chosen.reduce((sum, { blob }) => sum + blob.size, 0)
    return chosen
  })
}

function labelsIn(attributes: Attributes | undefined): string[] {
  const config = attributes?.config
  if (!isObject(config) || !isObject(config.Labels)) return []
  return Object.entries(config.Labels).flatMap(([key, value]) =>
    typeof value === 'string' ? `${key}: ${value}` : [],
  )
}

function bounded(texts: readonly string[]): string[] {
  return fitting(mostBytes, [...new Set(texts)], (text) => Buffer.byteLength(text)).slice(0, mostLabels)
}
