// Below a history: how long it is, and its pages.
import { Group, Pagination, Text } from '@mantine/core'
import { useWords } from '../../words/words.tsx'

interface HistoryPagesProps {
  readonly total: number
  /** Of a page. */
  readonly size: number
  readonly page: number
  readonly onPage: (page: number) => void
}

export function HistoryPages({ total, size, page, onPage }: HistoryPagesProps) {
  const { t, many } = useWords()
  const pages = Math.ceil(total / size)
  return (
    <Group justify="space-between">
      <Text size="sm" c="dimmed">
        {many('list.total', total)}
      </Text>
      {pages > 1 && (
        <Pagination
          size="sm"
          total={pages}
          value={page}
          onChange={onPage}
          aria-label={t('list.pages')}
          getItemProps={(number) => ({ 'aria-label': t('list.page', { page: number }) })}
          getControlProps={(control) => ({
            'aria-label': t(control === 'previous' || control === 'first' ? 'list.before' : 'list.after'),
          })}
        />
      )}
    </Group>
  )
}
