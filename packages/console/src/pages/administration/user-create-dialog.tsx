// Makes an account.
import { Checkbox, PasswordInput, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { api } from '../../api.ts'
import { FormDialog } from '../../ui/dialog.tsx'
import { useWords } from '../../words/words.tsx'
import { onText } from './on-text.ts'
import { useUsersChanged } from './user.ts'

export function UserCreateDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useWords()
  const changed = useUsersChanged()
  const [username, setUsername] = useState('')
  const [email, setEmail] = useState('')
  const [realname, setRealname] = useState('')
  const [password, setPassword] = useState('')
  const [comment, setComment] = useState('')
  const [administrator, setAdministrator] = useState(false)
  const submit = async () => {
    const { headers } = await api.createUser({ body: { username, email, realname, password, comment } })
    const id = Number(headers.get('location')?.split('/').at(-1))
    if (administrator) {
      await api.setUserSysAdmin({ params: { user_id: id }, body: { sysadmin_flag: true } })
    }
    await changed()
  }
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={t('administration.users.new')}
      action={t('administration.create')}
      onSubmit={submit}
      done={t('administration.users.made', { name: username })}
      disabled={username === '' || email === '' || password === ''}
    >
      <TextInput
        label={t('administration.username')}
        value={username}
        required
        data-autofocus
        autoComplete="off"
        spellCheck={false}
        maxLength={255}
        onChange={onText(setUsername)}
      />
      <TextInput
        label={t('administration.email')}
        type="email"
        value={email}
        required
        autoComplete="off"
        onChange={onText(setEmail)}
      />
      <TextInput
        label={t('administration.realname')}
        value={realname}
        autoComplete="off"
        onChange={onText(setRealname)}
      />
      <PasswordInput
        label={t('administration.password')}
        description={t('administration.password.rules')}
        value={password}
        required
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': t('administration.password.show') }}
        onChange={onText(setPassword)}
      />
      <Textarea label={t('administration.comment')} value={comment} autosize onChange={onText(setComment)} />
      <Checkbox
        label={t('administration.administrator')}
        description={t('administration.administrator.words')}
        checked={administrator}
        onChange={({ currentTarget }) => setAdministrator(currentTarget.checked)}
      />
    </FormDialog>
  )
}
