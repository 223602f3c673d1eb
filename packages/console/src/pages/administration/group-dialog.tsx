// Makes a group known, or gives one another name.
import { NativeSelect, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api.ts'
import { FormDialog } from '../../ui/dialog.tsx'
import { useWords } from '../../words/words.tsx'
import { onText } from './on-text.ts'

export type Group = Awaited<ReturnType<typeof api.listUserGroups>>['body'][number]

const kinds = { ldap: 1, proxy: 2, oidc: 3 } as const
type Kind = keyof typeof kinds

export function kindOf({ group_type }: Group): Kind {
  return group_type === kinds.ldap ? 'ldap' : group_type === kinds.proxy ? 'proxy' : 'oidc'
}

export interface GroupDialogProps {
  /** That is renamed; absent: one is made. */
  readonly group?: Group
  readonly onClose: () => void
}

export function GroupDialog({ group, onClose }: GroupDialogProps) {
  const { t } = useWords()
  const queries = useQueryClient()
  const [kind, setKind] = useState<Kind>(group ? kindOf(group) : 'oidc')
  const [name, setName] = useState(group?.group_name ?? '')
  const [dn, setDn] = useState('')
  const submit = async () => {
    if (group) {
      await api.updateUserGroup({ params: { group_id: group.id ?? 0 }, body: { group_name: name } })
    } else {
      const ldap = kind === 'ldap' && { ldap_group_dn: dn }
      await api.createUserGroup({ body: { group_name: name, group_type: kinds[kind], ...ldap } })
    }
    await queries.invalidateQueries({ queryKey: ['groups'] })
  }
  const needsDn = !group && kind === 'ldap'
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={t(group ? 'administration.groups.rename' : 'administration.groups.new')}
      action={t(group ? 'common.save' : 'administration.create')}
      onSubmit={submit}
      done={t('common.saved')}
      disabled={needsDn ? dn === '' : name === ''}
    >
      {!group && (
        <NativeSelect
          label={t('administration.groups.kind')}
          value={kind}
          data-autofocus
          data={(['oidc', 'ldap'] as const).map((value) => ({
            value,
            label: t(`administration.groups.kind.${value}`),
          }))}
          onChange={onText((value) => setKind(value === 'ldap' ? 'ldap' : 'oidc'))}
        />
      )}
      {needsDn && (
        <TextInput
          label={t('administration.groups.dn')}
          placeholder="cn=dev,ou=groups,dc=example,dc=com"
          value={dn}
          required
          spellCheck={false}
          onChange={onText(setDn)}
        />
      )}
      <TextInput
        label={t('common.name')}
        description={t(
          needsDn ? 'administration.groups.nameOfDirectory' : 'administration.groups.nameOfProvider',
        )}
        value={name}
        required={!needsDn}
        data-autofocus={group ? true : undefined}
        maxLength={255}
        onChange={onText(setName)}
      />
    </FormDialog>
  )
}
