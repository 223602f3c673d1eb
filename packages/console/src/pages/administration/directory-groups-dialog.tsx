// Groups of the directory: searched, and made known here.
import { Button, Code, Group, Modal, Stack, Table, Text, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { api } from '../../api.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { Nothing, Skeletons } from '../../ui/list.tsx'
import { useWords } from '../../words/words.tsx'
import type { Group as UserGroup } from './group-dialog.tsx'
import { onText } from './on-text.ts'

export function DirectoryGroupsDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useWords()
  const [text, setText] = useState('')
  const [asked, setAsked] = useState('')
  const found = useQuery({
    queryKey: ['directory groups', asked],
    queryFn: async () => (await api.searchLdapGroup({ query: { groupname: asked } })).body,
  })
  const search = (event: FormEvent) => {
    event.preventDefault()
    setAsked(text)
  }
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={t('administration.groups.fromDirectory')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Stack>
        <form onSubmit={search}>
          <Group align="flex-end" wrap="nowrap">
            <TextInput
              flex={1}
              label={t('administration.groups.part')}
              value={text}
              data-autofocus
              onChange={onText(setText)}
            />
            <Button type="submit" variant="default">
              {t('administration.search')}
            </Button>
          </Group>
        </form>
        {found.error && <FailureNotice error={found.error} again={() => found.refetch()} />}
        {found.isPending && <Skeletons rows={3} />}
        {found.data && <Found groups={found.data} />}
      </Stack>
    </Modal>
  )
}

function Found({ groups }: { readonly groups: readonly UserGroup[] }) {
  const { t } = useWords()
  if (groups.length === 0) return <Nothing>{t('list.nothing')}</Nothing>
  return (
    <Table verticalSpacing="sm" aria-label={t('administration.groups')}>
      <Table.Tbody>
        {groups.map((group) => (
          <FoundRow key={group.ldap_group_dn} group={group} />
        ))}
      </Table.Tbody>
    </Table>
  )
}

function FoundRow({ group }: { readonly group: UserGroup }) {
  const { t } = useWords()
  const queries = useQueryClient()
  const [problem, setProblem] = useState<string>()
  const [taken, setTaken] = useState(false)
  const take = async () => {
    setProblem(undefined)
    try {
      await api.createUserGroup({ body: group })
      setTaken(true)
      await queries.invalidateQueries({ queryKey: ['groups'] })
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error))
    }
  }
  return (
    <Table.Tr>
      <Table.Td className="long-name">
        {group.group_name}
        <div>
          <Code>{group.ldap_group_dn}</Code>
        </div>
        {problem !== undefined && (
          <Text size="sm" c="red" role="alert">
            {problem}
          </Text>
        )}
      </Table.Td>
      <Table.Td className="number">
        <Button
          size="xs"
          variant="default"
          disabled={taken}
          onClick={take}
          aria-label={`${t('administration.groups.take')}: ${group.group_name}`}
        >
          {t(taken ? 'administration.groups.taken' : 'administration.groups.take')}
        </Button>
      </Table.Td>
    </Table.Tr>
  )
}
