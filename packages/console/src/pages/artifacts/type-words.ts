// What artifacts are, in words.
import { useWords, type WordKey } from '../../words/words.tsx'
import type { Artifact } from './artifact-queries.ts'

const words: Readonly<Record<string, WordKey>> = {
  IMAGE: 'artifacts.type.image',
  CHART: 'artifacts.type.chart',
  MODEL: 'artifacts.type.model',
  CNAI: 'artifacts.type.model',
  WASM: 'artifacts.type.wasm',
  SBOM: 'artifacts.type.sbom',
  CNAB: 'artifacts.type.bundle',
}

/** Types that nobody foresaw are said as the registry has them. */
export function useTypeWords() {
  const { t } = useWords()
  return ({ type, references }: Pick<Artifact, 'type' | 'references'>) => {
    if (type === 'IMAGE' && references) return t('artifacts.type.index')
    const known = words[type]
    return known ? t(known) : type === 'UNKNOWN' ? t('artifacts.type.other') : type
  }
}
