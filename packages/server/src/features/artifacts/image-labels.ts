// The LABELs of images, which lie in their configs, as texts that images are found by.
import { isObject } from '@entrepot/oci'
import type { Database } from '../../platform/database/database.ts'
import { type Attributes, type ConfigAttributes, largestConfig } from './config-attributes.ts'
import { fitting } from './fitting.ts'
import { configsOfImages, type ImageConfig } from './image-configs-store.ts'

/** Of one artifact, and bytes of keys and values; some builders keep whole documents in one label. */
const mostLabels = 100
const mostBytes = 8 * 1024
/** Bytes of configs that are read for one artifact: an index may name many images. */
const mostRead = 2 * largestConfig

export class ImageLabels {
  constructor(
    private readonly db: Database,
    private readonly configs: ConfigAttributes,
  ) {}

  /**
   * Of each artifact its labels as `key: value`; an index has those of its images, each once. What is beyond the bounds
   * is left out, the smaller ones after it are not.
   * @param together bytes of configs that are read for all of them
   */
  async of(
    artifacts: readonly number[],
    together = Number.MAX_SAFE_INTEGER,
  ): Promise<Map<number, readonly string[]>> {
    const found = new Map<number, readonly string[]>()
    const configs = await configsOfImages(this.db, artifacts, largestConfig)
    let left = together
    for (const [artifact, ofOne] of Map.groupBy(configs, (config) => config.artifact)) {
      const chosen = fitting(Math.min(left, mostRead), ofOne, ({ blob }) => blob.size)
      left -= chosen.reduce((sum, { blob }) => sum + blob.size, 0)
      found.set(artifact, bounded(await this.read(chosen)))
    }
    return found
  }

  private async read(configs: readonly ImageConfig[]): Promise<string[]> {
    const { attributes } = await this.configs.read(new Map(configs.entries()), mostRead)
    return configs.flatMap((_, n) => labelsIn(attributes.get(n)))
  }
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
