// The parts of an index as it names them: platforms, annotations, addresses (image-spec, image-index.md).
import { isObject, isStringRecord } from '@entrepot/oci'

export interface Platform {
  architecture?: string
  os?: string
  'os.version'?: string
  'os.features'?: string[]
  variant?: string
}

export interface Part {
  readonly digest: string
  /** 0 when it was not pushed. */
  readonly id: number
  readonly platform: Platform | undefined
  readonly annotations: Record<string, string> | undefined
  readonly urls: string[] | null
}

/**
 * @param body of an index that was verified when it was pushed
 * @param ids of the parts that were pushed, by digest
 */
export function partsIn(body: Uint8Array, ids: ReadonlyMap<string, number>): Part[] {
  const document: unknown = JSON.parse(new TextDecoder().decode(body))
  const entries = isObject(document) && Array.isArray(document.manifests) ? document.manifests : []
  return entries.filter(isObject).map((entry) => ({
    digest: String(entry.digest),
    id: ids.get(String(entry.digest)) ?? 0,
    platform: isObject(entry.platform) ? platformOf(entry.platform) : undefined,
    annotations: isStringRecord(entry.annotations) ? { ...entry.annotations } : undefined,
    urls: Array.isArray(entry.urls) ? entry.urls.map(String) : null,
  }))
}

function platformOf(platform: Record<string, unknown>): Platform {
  const features = platform['os.features']
  const texts = ['architecture', 'os', 'os.version', 'variant']
    .map((field) => [field, platform[field]] as const)
    .filter(([, value]) => typeof value === 'string')
  return {
    ...Object.fromEntries(texts),
    ...(Array.isArray(features) && { 'os.features': features.map(String) }),
  }
}
