// What each role grants, for a narrow screen: a role opens, and shows its own permissions.
import { Accordion, Stack, Text, Title } from '@mantine/core'
import { actionWords, resourceWords } from '../../robots/permission-names.ts'
import type { groupsOf } from '../../robots/robot-permissions.ts'
import { type Fact, Facts } from '../../ui/facts.tsx'
import { useWords } from '../../words/words.tsx'
import { grantedOf, type Role, roleWords } from './role.ts'

type Groups = ReturnType<typeof groupsOf>

export interface RoleSheetsProps {
  readonly roles: readonly Role[]
  readonly groups: Groups
}

export function RoleSheets({ roles, groups }: RoleSheetsProps) {
  const { t, many } = useWords()
  return (
    <Accordion variant="contained" order={3} className="role-sheets">
      {roles.map((role) => (
        <Accordion.Item key={role.id} value={String(role.id)}>
          <Accordion.Control>
            <Text fw={500} className="long-name">
              {roleWords(role.name, t)}
            </Text>
            <Text size="xs" c="dimmed">
              {many('robots.count', role.permissions.length)}
            </Text>
          </Accordion.Control>
          <Accordion.Panel>
            <Sheet role={role} groups={groups} />
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  )
}

/** Only what it grants: what is not there, it does not. */
function Sheet({ role, groups }: { readonly role: Role; readonly groups: Groups }) {
  const { t, language } = useWords()
  // In Chinese a list of the type `unit` has nothing between its parts.
  const list = new Intl.ListFormat(language, { type: 'conjunction', style: 'narrow' })
  return (
    <Stack gap="md">
      {groups.map(({ group, rows }) => {
        const facts = rows.flatMap((row): Fact[] => {
          const granted = grantedOf(role, row).map((action) => actionWords(action, t))
          return granted.length === 0 ? [] : [[resourceWords(row.resource, t), list.format(granted)]]
        })
        if (facts.length === 0) return null
        return (
          <Stack key={group} gap="xs">
            <Title order={4} size="sm">
              {t(`robots.group.${group}`)}
            </Title>
            <Facts facts={facts} />
          </Stack>
        )
      })}
    </Stack>
  )
}
