// What sort of thing an artifact is, in a word.
import { useWords } from '../words/words.tsx'

const known = ['IMAGE', 'CHART', 'MODEL', 'WASM', 'SBOM', 'UNKNOWN'] as const

/** Of a type as the API calls it; one without words of ours stays as it is. */
export function useKindWords(): (type: string) => string {
  const { t } = useWords()
  return (type) => {
    const kind = known.find((each) => each === type)
    return kind ? t(`repositories.kind.${kind}`) : type
  }
}
