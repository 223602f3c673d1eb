// Who belongs to a project, and as what.
import { ActionIcon, Badge, Button, Group, NativeSelect, Table, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../../api.ts'
import type { ListSearch } from '../../app/list-search.ts'
import { useCurrentUser } from '../../app/session.ts'
import { useSearchSteps } from '../../app/use-search-steps.ts'
import { nameOfRole, useRoles } from '../../roles/roles.ts'
import { EmptyCard } from '../../ui/empty-card.tsx'
import { Icon } from '../../ui/icon.tsx'
import { List, pageOf, pageSize } from '../../ui/list.tsx'
import { ActionsColumn } from '../../ui/row-menu.tsx'
import { useTarget } from '../../ui/use-target.ts'
import { useWords } from '../../words/words.tsx'
import { AddMember } from './add-member.tsx'
import { isOneself, isUser, type Member, useMemberChange } from './member.ts'
import { ChangeOwnRole, RemoveMember } from './member-dialogs.tsx'
import { addressOf, useProject } from './project.ts'

const route = getRouteApi('/projects/$project/members')

export function ProjectMembers() {
  const { t } = useWords()
  const { project, may } = useProject()
  const [search, onSearch] = useSearchSteps(route)
  const list = useMembers(project.name, search)
  const adding = useTarget<true>()
  const removing = useTarget<Member>()
  const add = may('member', 'create') && (
    <Button leftSection={<Icon name="plus" />} onClick={() => adding.open(true)}>
      {t('projects.member.add')}
    </Button>
  )
  return (
    <>
      <List
        search={search}
        onSearch={onSearch}
        {...pageOf(list)}
        minWidth={480}
        tools={add && list.data?.total !== 0 ? add : undefined}
        empty={
          <EmptyCard
            title={t('projects.member.none.title')}
            words={t('projects.member.none.words')}
            action={add}
          />
        }
      >
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('projects.member')}</Table.Th>
            <Table.Th>{t('projects.role')}</Table.Th>
            <ActionsColumn />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {list.data?.body.map((member) => (
            <MemberRow key={member.id} member={member} onRemove={() => removing.open(member)} />
          ))}
        </Table.Tbody>
      </List>
      {adding.of && <AddMember onClose={adding.close} />}
      {removing.of && <RemoveMember member={removing.of} onClose={removing.close} />}
    </>
  )
}

function useMembers(project: string, search: ListSearch) {
  const { q, page = 1 } = search
  return useQuery({
    queryKey: ['members', project, search],
    queryFn: () =>
      api.listProjectMembers({
        ...addressOf(project),
        query: { page, page_size: pageSize, ...(q !== undefined && { entityname: q }) },
      }),
    placeholderData: keepPreviousData,
  })
}

interface MemberRowProps {
  readonly member: Member
  readonly onRemove: () => void
}

function MemberRow({ member, onRemove }: MemberRowProps) {
  const { t } = useWords()
  const { project, may } = useProject()
  const me = useCurrentUser()
  const { entity_name } = member
  return (
    <Table.Tr>
      <Table.Td className="long-name">
        <Group gap="xs">
          <Group gap="xs" wrap="nowrap">
            <Icon name={isUser(member) ? 'user' : 'group'} />
            <Text inherit className="field-label">
              {entity_name}
            </Text>
          </Group>
          {!isUser(member) && <Badge variant="default">{t('projects.group')}</Badge>}
          {isUser(member) && member.entity_id === project.owner_id && (
            <Badge variant="default">{t('projects.isOwner')}</Badge>
          )}
          {isOneself(member, me?.user_id) && <Badge variant="default">{t('projects.isYou')}</Badge>}
        </Group>
      </Table.Td>
      <Table.Td>
        <RoleOf member={member} />
      </Table.Td>
      <Table.Td className="number">
        {may('member', 'delete') && (
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('projects.member.removeOne', { name: entity_name })}
            onClick={onRemove}
          >
            <Icon name="trash" />
          </ActionIcon>
        )}
      </Table.Td>
    </Table.Tr>
  )
}

/** The role, changed in place by who may; one's own only after a question, as it may not come back. */
function RoleOf({ member }: { readonly member: Member }) {
  const { t } = useWords()
  const { may } = useProject()
  const me = useCurrentUser()
  const roles = useRoles()
  const change = useMemberChange()
  const asking = useTarget<number>()
  const [problem, setProblem] = useState<string>()
  const [pending, setPending] = useState<number>()
  const { role_id, role_name, entity_name } = member
  if (!may('member', 'update')) return nameOfRole(roles, [role_id]) ?? role_name
  const set = async (role: number) => {
    setProblem(undefined)
    setPending(role)
    try {
      await change(member, role)
      notifications.show({ message: t('common.saved'), color: 'teal' })
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error))
    } finally {
      setPending(undefined)
    }
  }
  const known = roles.some(({ id }) => id === role_id)
  const offered = roles.map(({ id, name }) => ({ value: String(id), label: name }))
  return (
    <>
      <NativeSelect
        w={240}
        aria-label={t('projects.roleOf', { name: entity_name })}
        value={String(pending ?? role_id)}
        disabled={pending !== undefined}
        error={problem}
        data={known ? offered : [{ value: String(role_id), label: role_name }, ...offered]}
        onChange={({ currentTarget }) => {
          const role = Number(currentTarget.value)
          if (isOneself(member, me?.user_id)) asking.open(role)
          else void set(role)
        }}
      />
      {asking.of !== undefined && <ChangeOwnRole member={member} role={asking.of} onClose={asking.close} />}
    </>
  )
}
