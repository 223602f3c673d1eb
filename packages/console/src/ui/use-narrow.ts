// Whether there is as little room as on a phone: where another arrangement is meant, and not only another style.
import { useMediaQuery } from '@mantine/hooks'

/** As in the style sheets; the right answer at once, not after the first picture. */
export function useNarrow(): boolean {
  return useMediaQuery('(max-width: 40em)', undefined, { getInitialValueInEffect: false })
}
