// Groups of users: those of a directory, and those that providers of identities name.
import { Badge, Button, Code, Menu, Table } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { api } from '../../api.ts'
import { useSearchSteps } from '../../app/use-search-steps.ts'
import { EmptyCard } from '../../ui/empty-card.tsx'
import { Icon } from '../../ui/icon.tsx'
import { List, pageOf, pageSize } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import { ActionsColumn, RowMenu } from '../../ui/row-menu.tsx'
import { useTarget } from '../../ui/use-target.ts'
import { useWords } from '../../words/words.tsx'
import { DirectoryGroupsDialog } from './directory-groups-dialog.tsx'
import { GroupDeleteDialog } from './group-delete-dialog.tsx'
import { type Group, GroupDialog, kindOf } from './group-dialog.tsx'
import { useSettings } from './settings.ts'

const route = getRouteApi('/administration/groups')

type Action =
  | { readonly kind: 'new' | 'directory' }
  | { readonly kind: 'edit' | 'delete'; readonly group: Group }

export function GroupsPage() {
  const { t } = useWords()
  const [search, onSearch] = useSearchSteps(route)
  const { q, page = 1 } = search
  const acting = useTarget<Action>()
  const hasDirectory = Boolean(useSettings().data?.ldap_url?.value)
  const list = useQuery({
    queryKey: ['groups', search],
    queryFn: () =>
      api.listUserGroups({
        query: { page, page_size: pageSize, ...(q !== undefined && { group_name: q }) },
      }),
    placeholderData: keepPreviousData,
  })
  const making = (
    <Button leftSection={<Icon name="plus" size={16} />} onClick={() => acting.open({ kind: 'new' })}>
      {t('administration.groups.new')}
    </Button>
  )
  return (
    <Page title={t('administration.groups')} lead={t('administration.groups.lead')}>
      <List
        search={search}
        onSearch={onSearch}
        {...pageOf(list)}
        empty={
          <EmptyCard
            title={t('administration.groups.empty')}
            words={t('administration.groups.empty.words')}
          />
        }
        minWidth={480}
        tools={
          <>
            {hasDirectory && (
              <Button variant="default" onClick={() => acting.open({ kind: 'directory' })}>
                {t('administration.groups.fromDirectory')}
              </Button>
            )}
            {making}
          </>
        }
      >
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('administration.group')}</Table.Th>
            <Table.Th>{t('administration.groups.kind')}</Table.Th>
            <ActionsColumn />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {list.data?.body.map((group) => (
            <GroupRow
              key={group.id}
              group={group}
              onEdit={() => acting.open({ kind: 'edit', group })}
              onDelete={() => acting.open({ kind: 'delete', group })}
            />
          ))}
        </Table.Tbody>
      </List>
      <Dialogs of={acting.of} onClose={acting.close} />
    </Page>
  )
}

function Dialogs({ of, onClose }: { readonly of: Action | undefined; readonly onClose: () => void }) {
  if (!of) return null
  if ('group' in of) {
    const Dialog = of.kind === 'edit' ? GroupDialog : GroupDeleteDialog
    return <Dialog group={of.group} onClose={onClose} />
  }
  const Dialog = of.kind === 'new' ? GroupDialog : DirectoryGroupsDialog
  return <Dialog onClose={onClose} />
}

interface GroupRowProps {
  readonly group: Group
  readonly onEdit: () => void
  readonly onDelete: () => void
}

function GroupRow({ group, onEdit, onDelete }: GroupRowProps) {
  const { t } = useWords()
  const { group_name, ldap_group_dn } = group
  const name = group_name ?? ''
  return (
    <Table.Tr>
      <Table.Td className="long-name">
        {name}
        {ldap_group_dn && (
          <div>
            <Code className="long-name">{ldap_group_dn}</Code>
          </div>
        )}
      </Table.Td>
      <Table.Td>
        <Badge variant="default" className="firm">
          {t(`administration.groups.kind.${kindOf(group)}`)}
        </Badge>
      </Table.Td>
      <Table.Td className="number">
        <RowMenu of={name}>
          <Menu.Item onClick={onEdit}>{t('administration.groups.rename')}</Menu.Item>
          <Menu.Item color="red" onClick={onDelete}>
            {t('common.delete')}
          </Menu.Item>
        </RowMenu>
      </Table.Td>
    </Table.Tr>
  )
}
