// What an artifact is, in words: an index of images is more than an image.
import { useKindWords } from '../../ui/kind-words.ts'
import { useWords } from '../../words/words.tsx'
import type { Artifact } from './artifact-queries.ts'

export function useTypeWords() {
  const { t } = useWords()
  const kindWords = useKindWords()
  return ({ type, references }: Pick<Artifact, 'type' | 'references'>) =>
    type === 'IMAGE' && references !== null ? t('artifacts.type.index') : kindWords(type)
}
