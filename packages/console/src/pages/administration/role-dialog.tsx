// Makes or changes a custom role.
import { Text, Textarea, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api.ts'
import { PermissionMatrix } from '../../robots/permission-matrix.tsx'
import { keyOf, type Pair } from '../../robots/robot-permissions.ts'
import { FormDialog } from '../../ui/dialog.tsx'
import { useWords } from '../../words/words.tsx'
import { onText } from './on-text.ts'
import type { Role } from './role.ts'

export interface RoleDialogProps {
  /** That is changed; absent: one is made. */
  readonly role?: Role
  readonly onClose: () => void
}

const usual = [
  'project:read',
  'repository:list',
  'repository:read',
  'repository:pull',
  'artifact:read',
  'artifact:list',
]

export function RoleDialog({ role, onClose }: RoleDialogProps) {
  const { t } = useWords()
  const queries = useQueryClient()
  const [name, setName] = useState(role?.name ?? '')
  const [description, setDescription] = useState(role?.description ?? '')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    new Set(role ? role.permissions.map(keyOf) : usual),
  )
  const submit = async () => {
    const body = { name, description, permissions: [...chosen].map(pairOf) }
    if (role) await api.updateRole({ params: { role_id: role.id }, body })
    else await api.createRole({ body })
    await queries.invalidateQueries({ queryKey: ['roles'] })
  }
  return (
    <FormDialog
      opened
      size="xl"
      onClose={onClose}
      title={role ? t('administration.roles.editOf', { name: role.name }) : t('administration.roles.new')}
      action={t(role ? 'common.save' : 'administration.create')}
      onSubmit={submit}
      done={t('common.saved')}
      disabled={name === '' || chosen.size === 0}
    >
      <TextInput
        label={t('common.name')}
        description={t('administration.roles.nameRules')}
        value={name}
        required
        data-autofocus
        autoComplete="off"
        spellCheck={false}
        maxLength={64}
        onChange={onText(setName)}
      />
      <Textarea
        label={t('common.description')}
        value={description}
        maxLength={1024}
        autosize
        onChange={onText(setDescription)}
      />
      {role && <Text size="sm">{t('administration.roles.atOnce')}</Text>}
      <PermissionMatrix kind="project" chosen={chosen} onChange={setChosen} />
    </FormDialog>
  )
}

function pairOf(permission: string): Pair {
  const colon = permission.indexOf(':')
  return { resource: permission.slice(0, colon), action: permission.slice(colon + 1) }
}
