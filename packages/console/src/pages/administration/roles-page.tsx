// Roles: what each grants in a project, side by side; custom ones are made and changed here.
import { Button, Card, Menu, Stack, Table, Text, Title } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../../api.ts'
import { DangerDialog } from '../../ui/dialog.tsx'
import { EmptyCard } from '../../ui/empty-card.tsx'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Skeletons } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import { RowMenu } from '../../ui/row-menu.tsx'
import { useTarget } from '../../ui/use-target.ts'
import { useWords } from '../../words/words.tsx'
import type { Role } from './role.ts'
import { RoleDialog } from './role-dialog.tsx'
import { RoleMatrix } from './role-matrix.tsx'

export function RolesPage() {
  const { t } = useWords()
  const editing = useTarget<Role | 'new'>()
  const deleting = useTarget<Role>()
  const list = useQuery({
    queryKey: ['roles'],
    queryFn: async () => (await api.listRoles({ query: { page_size: 100 } })).body,
  })
  const make = (
    <Button leftSection={<Icon name="plus" size={16} />} onClick={() => editing.open('new')}>
      {t('administration.roles.new')}
    </Button>
  )
  const custom = list.data?.filter(({ builtin }) => !builtin) ?? []
  return (
    <Page title={t('administration.roles')} lead={t('administration.roles.lead')} actions={make}>
      {list.error && <FailureNotice error={list.error} again={() => list.refetch()} />}
      {list.isPending && <Skeletons rows={10} />}
      {list.data && (
        <>
          <Stack gap="sm">
            <Title order={2} size="h4">
              {t('administration.roles.custom')}
            </Title>
            {custom.length === 0 ? (
              <EmptyCard
                title={t('administration.roles.empty')}
                words={t('administration.roles.empty.words')}
              />
            ) : (
              <CustomRoles roles={custom} onEdit={editing.open} onDelete={deleting.open} />
            )}
          </Stack>
          <Stack gap="sm">
            <Title order={2} size="h4">
              {t('administration.roles.grants')}
            </Title>
            <RoleMatrix roles={list.data} />
          </Stack>
        </>
      )}
      {editing.of && (
        <RoleDialog {...(editing.of !== 'new' && { role: editing.of })} onClose={editing.close} />
      )}
      {deleting.of && <DeleteRole role={deleting.of} onClose={deleting.close} />}
    </Page>
  )
}

interface CustomRolesProps {
  readonly roles: readonly Role[]
  readonly onEdit: (role: Role) => void
  readonly onDelete: (role: Role) => void
}

function CustomRoles({ roles, onEdit, onDelete }: CustomRolesProps) {
  const { t, many } = useWords()
  return (
    <Card withBorder padding={0}>
      <Table verticalSpacing="sm" horizontalSpacing="md" aria-label={t('administration.roles.custom')}>
        <Table.Tbody>
          {roles.map((role) => (
            <Table.Tr key={role.id}>
              <Table.Td className="long-name">
                <Text fw={500}>{role.name}</Text>
                <Text size="sm" c="dimmed">
                  {role.description || many('robots.count', role.permissions.length)}
                </Text>
              </Table.Td>
              <Table.Td className="number">
                <RowMenu of={role.name}>
                  <Menu.Item onClick={() => onEdit(role)}>{t('common.edit')}</Menu.Item>
                  <Menu.Item color="red" onClick={() => onDelete(role)}>
                    {t('common.delete')}
                  </Menu.Item>
                </RowMenu>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  )
}

function DeleteRole({ role: { id, name }, onClose }: { readonly role: Role; readonly onClose: () => void }) {
  const { t } = useWords()
  const queries = useQueryClient()
  const submit = async () => {
    await api.deleteRole({ params: { role_id: id } })
    await queries.invalidateQueries({ queryKey: ['roles'] })
  }
  return (
    <DangerDialog
      opened
      onClose={onClose}
      title={t('administration.roles.deleteOf', { name })}
      action={t('common.delete')}
      onSubmit={submit}
      done={t('administration.roles.deleted', { name })}
    >
      <Text className="long-name">{t('administration.roles.delete.words', { name })}</Text>
    </DangerDialog>
  )
}
