// Makes a user or a group a member: found by name, with a role.
import { NativeSelect, Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { api } from '../../api.ts'
import { developer, useRoles } from '../../roles/roles.ts'
import { FormDialog } from '../../ui/dialog.tsx'
import { useWords } from '../../words/words.tsx'
import { type Candidate, useCandidates } from './candidates.ts'
import { useMembersChanged } from './member.ts'
import { addressOf, useProject } from './project.ts'

export function AddMember({ onClose }: { readonly onClose: () => void }) {
  const { t } = useWords()
  const { project } = useProject()
  const roles = useRoles()
  const changed = useMembersChanged()
  const [chosen, setChosen] = useState<Candidate>()
  const [role, setRole] = useState(developer)
  const submit = async () => {
    await api.createProjectMember({
      ...addressOf(project.name),
      body: { role_id: role, ...chosen?.reference },
    })
    await changed()
  }
  return (
    <FormDialog
      opened
      title={t('projects.member.add')}
      action={t('common.add')}
      done={t('projects.member.added', { name: chosen?.name ?? '' })}
      onClose={onClose}
      onSubmit={submit}
      disabled={chosen === undefined}
    >
      <CandidateSelect chosen={chosen} onChange={setChosen} />
      <NativeSelect
        label={t('projects.role')}
        description={roles.find(({ id }) => id === role)?.words}
        value={String(role)}
        data={roles.map(({ id, name }) => ({ value: String(id), label: name }))}
        onChange={({ currentTarget }) => setRole(Number(currentTarget.value))}
      />
    </FormDialog>
  )
}

interface CandidateSelectProps {
  readonly chosen: Candidate | undefined
  readonly onChange: (chosen: Candidate | undefined) => void
}

function CandidateSelect({ chosen, onChange }: CandidateSelectProps) {
  const { t } = useWords()
  const [text, setText] = useState('')
  const [asked] = useDebouncedValue(text.trim(), 250)
  const { candidates, isLoading } = useCandidates(asked)
  const shown =
    chosen && !candidates.some(({ key }) => key === chosen.key) ? [chosen, ...candidates] : candidates
  const kinds = ['user', 'group', 'directory'] as const
  const words = { user: 'projects.users', group: 'projects.groups', directory: 'projects.directory' } as const
  const data = kinds
    .map((kind) => ({
      group: t(words[kind]),
      items: shown.filter((each) => each.kind === kind).map(({ key, name }) => ({ value: key, label: name })),
    }))
    .filter(({ items }) => items.length > 0)
  const busy = isLoading || asked !== text.trim()
  const nothing = text.trim() === '' ? t('projects.member.type') : t('projects.member.unknown')
  // A list without options is none: what there is to say takes the place of one.
  const said = { value: '', label: busy ? t('common.loading') : nothing, disabled: true }
  return (
    <Select
      label={t('projects.member.who')}
      placeholder={t('projects.member.search')}
      data={data.length > 0 ? data : [said]}
      // The server has found them.
      filter={({ options }) => options}
      value={chosen?.key ?? null}
      required
      searchable
      data-autofocus
      spellCheck={false}
      searchValue={text}
      onSearchChange={setText}
      onChange={(key) => onChange(shown.find((each) => each.key === key))}
    />
  )
}
