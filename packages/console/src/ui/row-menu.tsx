// What can be done with one row of a list.
import { ActionIcon, Menu, Table, VisuallyHidden } from '@mantine/core'
import type { ReactNode } from 'react'
import { useWords } from '../words/words.tsx'
import { Icon } from './icon.tsx'

/** @param of the row's name @param children entries: `Menu.Item`s */
export function RowMenu({ of, children }: { readonly of: string; readonly children: ReactNode }) {
  const { t } = useWords()
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`${t('common.actions')}: ${of}`}>
          <Icon name="more" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  )
}

/** The head of the column of such menus. */
export function ActionsColumn() {
  const { t } = useWords()
  return (
    <Table.Th>
      <VisuallyHidden>{t('common.actions')}</VisuallyHidden>
    </Table.Th>
  )
}
