// What can be read out of an artifact besides its manifest, by what the artifact is: Harbor's additions.
import { chartConfig, imageConfigs } from '../distribution/index.ts'

const chartFiles = ['values.yaml', 'readme.md', 'dependencies'] as const
const modelFiles = ['readme.md', 'license', 'files'] as const

/** How an addition is read. */
export type AdditionSource = 'image' | 'chart' | 'model' | 'sbom'

const models = ['application/vnd.cnai.model.manifest.v1+json', 'application/vnd.cncf.model.manifest.v1+json']
const sbom = 'application/vnd.goharbor.harbor.sbom.v1'

export interface TypedArtifact {
  readonly kind: 'image' | 'index'
  readonly artifactType: string | null
  readonly configMediaType: string | null
}

/** Undefined for artifacts that nothing is read out of. */
export function additionSource(artifact: TypedArtifact): AdditionSource | undefined {
  const { kind, artifactType, configMediaType } = artifact
  if (kind === 'index') return undefined
  if (models.some((each) => each === artifactType)) return 'model'
  if (artifactType === sbom) return 'sbom'
  if (configMediaType === chartConfig) return 'chart'
  return imageConfigs.some((each) => each === configMediaType) ? 'image' : undefined
}

const additions: Readonly<Record<AdditionSource, readonly string[]>> = {
  image: ['build_history'],
  chart: chartFiles,
  model: modelFiles,
  // Harbor links a bill of materials from what it describes, not from itself.
  sbom: [],
}

/** The additions that an artifact links to, by their names. */
export function additionsOf(artifact: TypedArtifact): readonly string[] {
  const source = additionSource(artifact)
  return source ? additions[source] : []
}

const sourceWords: Readonly<Record<AdditionSource, string>> = {
  image: 'IMAGE(manifest version 2)',
  chart: 'CHART',
  model: 'CNAI',
  sbom: 'SBOM',
}

/** Why an artifact does not have an addition, in Harbor's words; undefined when it may have it. */
export function additionProblem(
  artifact: TypedArtifact & { readonly type: string },
  addition: string,
): string | undefined {
  if (artifact.kind === 'index') return `addition ${addition.toUpperCase()} isn't supported`
  const source = additionSource(artifact)
  if (!source) return `the processor for artifact ${artifact.type} not found, cannot get the addition`
  if (source === 'sbom' ? addition === 'sbom' : additions[source].includes(addition)) return undefined
  return `addition ${addition.toUpperCase()} isn't supported for ${sourceWords[source]}`
}
