// What an artifact of a family is called in trees and pictures.
import { shortDigest } from '../../ui/format.ts'
import { useWords } from '../../words/words.tsx'
import type { Branch } from './family.ts'

export function useBranchName() {
  const { t } = useWords()
  return ({ kind, platform, artifact }: Branch): string => {
    if (kind === 'platform' && platform !== undefined) return platform
    if (kind === 'self') return artifact.tags[0] ?? shortDigest(artifact.digest)
    return t(`artifacts.kind.${kind}`)
  }
}
