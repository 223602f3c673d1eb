// What each role grants, a row for each kind of thing: actions in words, nothing by colour alone.
import { Card, Stack, Table, Text } from '@mantine/core'
import { actionWords, resourceWords } from '../../robots/permission-names.ts'
import { groupsOf, type PermissionGroup, type ResourceRow } from '../../robots/robot-permissions.ts'
import { useNarrow } from '../../ui/use-narrow.ts'
import { useWords } from '../../words/words.tsx'
import { grantedOf, type Role, roleWords } from './role.ts'
import { RoleSheets } from './role-sheets.tsx'

/** From the least to the most. */
const order = ['limitedGuest', 'guest', 'developer', 'maintainer', 'projectAdmin']

export function RoleMatrix({ roles }: { readonly roles: readonly Role[] }) {
  const { t } = useWords()
  const narrow = useNarrow()
  const shown = [
    ...order.flatMap((name) => roles.find((role) => role.builtin && role.name === name) ?? []),
    ...roles.filter(({ builtin }) => !builtin),
  ]
  const all = [
    ...new Map(roles.flatMap((role) => role.permissions).map((each) => [keyOf(each), each])).values(),
  ]
  if (narrow) return <RoleSheets roles={shown} groups={groupsOf(all)} />
  return (
    <Card withBorder padding={0}>
      <Table.ScrollContainer minWidth={160 + 120 * shown.length} type="native" tabIndex={0}>
        <Table verticalSpacing="xs" horizontalSpacing="md" className="role-matrix">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('administration.roles.thing')}</Table.Th>
              {shown.map((role) => (
                <Table.Th key={role.id} className={role.builtin ? undefined : 'long-name'} scope="col">
                  {roleWords(role.name, t)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          {groupsOf(all).map(({ group, rows }) => (
            <GroupRows key={group} group={group} rows={rows} roles={shown} />
          ))}
        </Table>
      </Table.ScrollContainer>
    </Card>
  )
}

interface GroupRowsProps {
  readonly group: PermissionGroup
  readonly rows: readonly ResourceRow[]
  readonly roles: readonly Role[]
}

function GroupRows({ group, rows, roles }: GroupRowsProps) {
  const { t } = useWords()
  return (
    <Table.Tbody>
      <Table.Tr>
        <Table.Th colSpan={roles.length + 1} scope="colgroup" className="matrix-heading">
          {t(`robots.group.${group}`)}
        </Table.Th>
      </Table.Tr>
      {rows.map((row) => (
        <Table.Tr key={row.resource}>
          <Table.Th scope="row" fw={500}>
            {resourceWords(row.resource, t)}
          </Table.Th>
          {roles.map((role) => (
            <Table.Td key={role.id}>
              <Granted role={role} row={row} />
            </Table.Td>
          ))}
        </Table.Tr>
      ))}
    </Table.Tbody>
  )
}

function Granted({ role, row }: { readonly role: Role; readonly row: ResourceRow }) {
  const { t } = useWords()
  const granted = grantedOf(role, row)
  if (granted.length === 0) {
    return (
      <Text c="dimmed" aria-label={t('administration.roles.nothing')} role="img">
        –
      </Text>
    )
  }
  return (
    <Stack gap={0}>
      {granted.map((action) => (
        <Text key={action} size="sm">
          {actionWords(action, t)}
        </Text>
      ))}
    </Stack>
  )
}

function keyOf({ resource, action }: { readonly resource: string; readonly action: string }): string {
  return `${resource}:${action}`
}
