// Making an access token: what it is for, what it may, where, and for how long.
import { MultiSelect, Radio, Select, Stack, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api.ts'
import { FormDialog } from '../../ui/dialog.tsx'
import { useWords } from '../../words/words.tsx'
import { type MadeToken, ownTokensKey, type Preset, presets } from './own-account.ts'

const lives = [7, 30, 90, 180, 366] as const

export interface NewTokenDialogProps {
  readonly onClose: () => void
  readonly onMade: (token: MadeToken) => void
}

export function NewTokenDialog({ onClose, onMade }: NewTokenDialogProps) {
  const { t, many } = useWords()
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [preset, setPreset] = useState<Preset>('read')
  const [projects, setProjects] = useState<string[]>([])
  const [days, setDays] = useState('90')
  const limited = preset !== 'all' && projects.length > 0
  const make = async () => {
    const body = { name: name.trim(), preset, expires_in_days: Number(days), ...(limited && { projects }) }
    const { body: made } = await api.createAccessToken({ body })
    await queries.invalidateQueries({ queryKey: ownTokensKey })
    onMade(made)
  }
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={t('account.tokens.new')}
      action={t('account.tokens.new')}
      disabled={name.trim() === ''}
      onSubmit={make}
    >
      <TextInput
        label={t('account.tokens.name')}
        placeholder={t('account.tokens.name.example')}
        value={name}
        maxLength={255}
        required
        data-autofocus
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <Radio.Group
        label={t('account.tokens.may')}
        value={preset}
        onChange={(value) => setPreset(value as Preset)}
      >
        <Stack gap="xs" mt={4}>
          {presets.map((each) => (
            <Radio key={each} value={each} label={t(`account.may.${each}`)} />
          ))}
        </Stack>
      </Radio.Group>
      {preset !== 'all' && <ProjectsField value={projects} onChange={setProjects} />}
      <Select
        label={t('account.tokens.days')}
        data={lives.map((each) => ({
          value: String(each),
          label: many('account.tokens.days.count', each),
        }))}
        value={days}
        allowDeselect={false}
        onChange={(value) => value && setDays(value)}
      />
    </FormDialog>
  )
}

interface ProjectsFieldProps {
  readonly value: string[]
  readonly onChange: (projects: string[]) => void
}

function ProjectsField({ value, onChange }: ProjectsFieldProps) {
  const { t } = useWords()
  const [text, setText] = useState('')
  const [wanted] = useDebouncedValue(text, 250)
  const found = useQuery({
    queryKey: ['projects', 'names', wanted],
    queryFn: ({ signal }) =>
      api.listProjects(
        { query: { page_size: 20, sort: 'name', ...(wanted !== '' && { name: wanted }) } },
        { signal },
      ),
    placeholderData: keepPreviousData,
  })
  const names = found.data?.body.flatMap(({ name }) => (name === undefined ? [] : [name])) ?? []
  return (
    <MultiSelect
      label={t('account.tokens.projects')}
      description={t('account.tokens.projects.words')}
      nothingFoundMessage={t('account.tokens.projects.none')}
      data={[...new Set([...value, ...names])]}
      value={value}
      searchable
      searchValue={text}
      onSearchChange={setText}
      hidePickedOptions
      onChange={onChange}
    />
  )
}
