// Makes a project, and goes there.
import { TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../../api.ts'
import { FormDialog } from '../../ui/dialog.tsx'
import { useWords } from '../../words/words.tsx'
import { AccessChoice } from './access-choice.tsx'

const namePattern = /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/

export function CreateProject({ onClose }: { readonly onClose: () => void }) {
  const { t } = useWords()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const [open, setOpen] = useState(false)
  const isName = namePattern.test(name)
  const submit = async () => {
    await api.createProject({ body: { project_name: name, metadata: { public: String(open) } } })
    await queries.invalidateQueries({ queryKey: ['projects'] })
    await navigate({ to: '/projects/$project/repositories', params: { project: name } })
  }
  return (
    <FormDialog
      opened
      title={t('projects.new')}
      action={t('projects.create')}
      onClose={onClose}
      onSubmit={submit}
      disabled={!isName}
    >
      <TextInput
        label={t('common.name')}
        description={t('projects.nameRules')}
        value={name}
        required
        data-autofocus
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={255}
        error={name !== '' && !isName && t('projects.nameWrong')}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <AccessChoice open={open} onChange={setOpen} />
    </FormDialog>
  )
}
