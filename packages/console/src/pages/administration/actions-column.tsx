// The head of the column in which a row's actions are.
import { Table, VisuallyHidden } from '@mantine/core'
import { useWords } from '../../words/words.tsx'

export function ActionsColumn() {
  const { t } = useWords()
  return (
    <Table.Th className="nowrap">
      <VisuallyHidden>{t('common.actions')}</VisuallyHidden>
    </Table.Th>
  )
}
