// Accounts: found, sorted, made and changed.
import { Badge, Button, Menu, Stack, Table, Text } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { api } from '../../api.ts'
import { contains } from '../../app/filter.ts'
import { useCurrentUser } from '../../app/session.ts'
import { useSearchSteps } from '../../app/use-search-steps.ts'
import { Ago } from '../../ui/ago.tsx'
import { Icon } from '../../ui/icon.tsx'
import { List, pageOf, pageSize, SortedColumn } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import { ActionsColumn, RowMenu } from '../../ui/row-menu.tsx'
import { useTarget } from '../../ui/use-target.ts'
import { useWords } from '../../words/words.tsx'
import { AnchorLink } from './anchor-link.tsx'
import { isAdministrator, type User } from './user.ts'
import { UserCreateDialog } from './user-create-dialog.tsx'
import { type UserAction, UserDialogs } from './user-dialogs.tsx'

const route = getRouteApi('/administration/users')

export function UsersPage() {
  const { t } = useWords()
  const [search, onSearch] = useSearchSteps(route)
  const { q, page = 1, sort = 'username' } = search
  const making = useTarget<true>()
  const acting = useTarget<UserAction>()
  const list = useQuery({
    queryKey: ['users', search],
    queryFn: () =>
      api.listUsers({
        query: { page, page_size: pageSize, sort, ...(q !== undefined && { q: contains('username', q) }) },
      }),
    placeholderData: keepPreviousData,
  })
  const sorting = {
    search,
    onSearch,
  }
  return (
    <Page title={t('administration.users')} lead={t('administration.users.lead')}>
      <List
        {...sorting}
        {...pageOf(list)}
        minWidth={600}
        sorts={{
          first: 'username',
          fields: [
            { field: 'username', label: t('administration.user') },
            { field: 'email', label: t('administration.email') },
            { field: 'creation_time', label: t('common.created'), descendingFirst: true },
          ],
        }}
        tools={
          <Button leftSection={<Icon name="plus" size={16} />} onClick={() => making.open(true)}>
            {t('administration.users.new')}
          </Button>
        }
      >
        <Table.Thead>
          <Table.Tr>
            <SortedColumn {...sorting} field="username" label={t('administration.user')} />
            <SortedColumn {...sorting} field="email" label={t('administration.email')} />
            <Table.Th>{t('administration.rank')}</Table.Th>
            <SortedColumn {...sorting} field="creation_time" label={t('common.created')} descendingFirst />
            <ActionsColumn />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {list.data?.body.map((user) => (
            <UserRow key={user.user_id} user={user} onAction={acting.open} />
          ))}
        </Table.Tbody>
      </List>
      {making.of && <UserCreateDialog onClose={making.close} />}
      {acting.of && <UserDialogs {...acting.of} onClose={acting.close} />}
    </Page>
  )
}

interface UserRowProps {
  readonly user: User
  readonly onAction: (action: UserAction) => void
}

function UserRow({ user, onAction }: UserRowProps) {
  const { t } = useWords()
  const self = useCurrentUser()?.user_id === user.user_id
  const administrator = isAdministrator(user)
  return (
    <Table.Tr>
      <Table.Td>
        <Stack gap={0}>
          <AnchorLink
            to="/administration/users/$user"
            params={{ user: String(user.user_id) }}
            className="long-name"
            fw={500}
          >
            {user.username}
          </AnchorLink>
          {user.realname !== '' && user.realname !== user.username && (
            <Text size="sm" c="dimmed" className="long-name">
              {user.realname}
            </Text>
          )}
        </Stack>
      </Table.Td>
      <Table.Td className="long-name">{user.email}</Table.Td>
      <Table.Td>
        {administrator ? (
          <Badge variant="default" className="firm" leftSection={<Icon name="shield" size={12} />}>
            {t('administration.administrator')}
          </Badge>
        ) : (
          <Text size="sm" c="dimmed">
            {t('administration.user')}
          </Text>
        )}
      </Table.Td>
      <Table.Td className="nowrap">
        <Ago time={user.creation_time} />
      </Table.Td>
      <Table.Td className="number">
        <RowMenu of={user.username}>
          <Menu.Item onClick={() => onAction({ kind: 'profile', user })}>
            {t('administration.users.edit')}
          </Menu.Item>
          {!self && (
            <>
              <Menu.Item onClick={() => onAction({ kind: 'administrator', user })}>
                {t(user.sysadmin_flag ? 'administration.users.unmake' : 'administration.users.make')}
              </Menu.Item>
              <Menu.Item color="red" onClick={() => onAction({ kind: 'delete', user })}>
                {t('common.delete')}
              </Menu.Item>
            </>
          )}
        </RowMenu>
      </Table.Td>
    </Table.Tr>
  )
}
