// What an artifact is, in one word, by the media types of its manifest and config: `IMAGE`, `CHART`, …
import { mediaTypes } from '@entrepot/oci'

export const imageConfigs = [
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
] as const
export const chartConfig = 'application/vnd.cncf.helm.config.v1+json'

/** `application/vnd.<vendor>.<what>.config.<version>+json`: the form that Harbor derives a word from. */
const derivable = /^application\/vnd\.[^.]*\.(.*)\.config\.[^.]*\+json$/

interface TypedManifest {
  readonly kind: 'image' | 'index'
  readonly artifactType: string | null
  readonly configMediaType: string | null
}

export function artifactTypeOf({ kind, artifactType, configMediaType }: TypedManifest): string {
  if (kind === 'index') return 'IMAGE'
  const type = configMediaType === mediaTypes.ociEmpty ? artifactType : configMediaType
  if (type === null) return 'UNKNOWN'
  if (imageConfigs.some((each) => each === type)) return 'IMAGE'
  if (type === chartConfig) return 'CHART'
  return derivable.exec(type)?.[1]?.toUpperCase() ?? 'UNKNOWN'
}

/** Whether the form of a config's media type says what the artifact is; then its config describes it. */
export function isDerivable(configMediaType: string): boolean {
  return derivable.test(configMediaType)
}
