// Who else needs a part, in words.
import { useWords } from '../../words/words.tsx'
import type { UsedPart } from './artifact-queries.ts'

/** Counts end there: as many or more. */
const most = 100

export function useSharing() {
  const { t, many } = useWords()
  return ({ kind, used_here, used_elsewhere, shared }: UsedPart): string => {
    if (kind === 'foreign') return t('artifacts.sharing.foreign')
    const here =
      used_here >= most
        ? t('artifacts.sharing.manyHere')
        : used_here > 0 && many('artifacts.sharing.here', used_here)
    const elsewhere =
      used_elsewhere >= most
        ? t('artifacts.sharing.manyElsewhere')
        : used_elsewhere > 0 && many('artifacts.sharing.elsewhere', used_elsewhere)
    if (here && elsewhere) return t('artifacts.sharing.both', { here, elsewhere })
    if (here || elsewhere) return here || elsewhere || ''
    return t(shared ? 'artifacts.sharing.kept' : 'artifacts.sharing.own')
  }
}
