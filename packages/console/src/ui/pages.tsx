// Below a list: how long it is, and its pages.
import { Group, Pagination, Text } from '@mantine/core'
import { useWords } from '../words/words.tsx'

export interface PagesProps {
  /** How long the list is. */
  readonly words: string
  readonly pages: number
  readonly page: number
  readonly onPage: (page: number) => void
}

export function Pages({ words, pages, page, onPage }: PagesProps) {
  const { t } = useWords()
  return (
    <Group justify="space-between">
      <Text size="sm" c="dimmed">
        {words}
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
