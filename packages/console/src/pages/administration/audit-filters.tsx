// The filters of the audit log; each is in the address.
import { Button, Group, NativeSelect, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import { operationWords } from '../../log/log-list.tsx'
import { typeWords } from '../../log/log-sentence.tsx'
import { useWords } from '../../words/words.tsx'
import { type AuditFilter, type AuditSearch, auditFilters } from './audit-search.ts'
import { onText } from './on-text.ts'

const operations = ['create', 'update', 'delete', 'pull', 'login', 'logout']
const types = [
  ...['artifact', 'tag', 'repository', 'project', 'member', 'user', 'user_group', 'robot', 'role'],
  ...['access_token', 'trust_rule', 'label', 'configuration', 'purge_audit'],
]
/** How long typing must rest, in milliseconds. */
const pause = 350

export interface AuditFiltersProps {
  readonly search: AuditSearch
  readonly onSearch: (search: AuditSearch) => void
}

export function AuditFilters({ search, onSearch }: AuditFiltersProps) {
  const { t } = useWords()
  const set = (name: AuditFilter, value: string) => {
    const { [name]: _, page: __, ...others } = search
    onSearch(value === '' ? others : { ...others, [name]: value })
  }
  const choices = (values: readonly string[], wordsOf: (value: string) => string) => [
    { value: '', label: t('common.all') },
    ...values.map((value) => ({ value, label: wordsOf(value) })),
  ]
  const isFiltered = auditFilters.some((name) => search[name] !== undefined)
  return (
    <Group align="flex-end" gap="sm" role="search">
      <TextFilter name="username" search={search} onText={set} />
      <NativeSelect
        label={t('log.operation')}
        value={search.operation ?? ''}
        data={choices(operations, (value) => t(operationWords[value] ?? 'log.operation'))}
        w={{ base: '47%', xs: 160 }}
        onChange={onText((value) => set('operation', value))}
      />
      <NativeSelect
        label={t('log.type')}
        value={search.type ?? ''}
        data={choices(types, (value) => typeWords(value, t))}
        w={{ base: '47%', xs: 136 }}
        onChange={onText((value) => set('type', value))}
      />
      <TextFilter name="resource" search={search} onText={set} />
      {(['since', 'until'] as const).map((name) => (
        <TextInput
          key={name}
          type="date"
          label={t(`administration.audit.${name}`)}
          value={search[name] ?? ''}
          w={{ base: '47%', xs: 136 }}
          onChange={onText((value) => set(name, value))}
        />
      ))}
      {isFiltered && (
        <Button variant="subtle" color="gray" onClick={() => onSearch({})}>
          {t('administration.audit.clear')}
        </Button>
      )}
    </Group>
  )
}

interface TextFilterProps {
  readonly name: 'username' | 'resource'
  readonly search: AuditSearch
  readonly onText: (name: AuditFilter, value: string) => void
}

function TextFilter({ name, search, onText: set }: TextFilterProps) {
  const { t } = useWords()
  const wanted = search[name] ?? ''
  const [text, setText] = useState(wanted)
  const later = useDebouncedCallback((value: string) => set(name, value.trim()), pause)
  // Back and forward change the address below the field.
  useEffect(() => setText(wanted), [wanted])
  return (
    <TextInput
      label={t(`administration.audit.${name}`)}
      value={text}
      spellCheck={false}
      w={{ base: '100%', xs: 150 }}
      onChange={onText((value) => {
        setText(value)
        later(value)
      })}
    />
  )
}
