// Groups of the directory: searched, and made known here.
import { Code, Modal, Stack, Table } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api.ts'
import { FailureNotice, problemWords } from '../../ui/failure-notice.tsx'
import { Nothing, Skeletons } from '../../ui/list.tsx'
import { useWords } from '../../words/words.tsx'
import { DirectoryField, TakeButton } from './directory-search.tsx'
import type { Group as UserGroup } from './group-dialog.tsx'

export function DirectoryGroupsDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useWords()
  const [asked, setAsked] = useState('')
  const found = useQuery({
    queryKey: ['directory groups', asked],
    queryFn: async () => (await api.searchLdapGroup({ query: { groupname: asked } })).body,
  })
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={t('administration.groups.fromDirectory')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Stack>
        <DirectoryField focused label={t('administration.groups.part')} onSearch={setAsked} />
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
  const take = async () => {
    await api.createUserGroup({ body: group })
    await queries.invalidateQueries({ queryKey: ['groups'] })
  }
  return (
    <Table.Tr>
      <Table.Td className="long-name">
        {group.group_name}
        <div>
          <Code>{group.ldap_group_dn}</Code>
        </div>
      </Table.Td>
      <Table.Td className="number">
        <TakeButton
          words={t('administration.groups.take')}
          taken={t('administration.groups.taken')}
          name={group.group_name ?? ''}
          onTake={take}
          problemOf={(error) => problemWords(error, t)}
        />
      </Table.Td>
    </Table.Tr>
  )
}
