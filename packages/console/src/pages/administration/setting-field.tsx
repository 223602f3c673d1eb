// One setting in a form: by its kind, with its words, and why it cannot be changed where it cannot.
import {
  Checkbox,
  MultiSelect,
  NativeSelect,
  NumberInput,
  PasswordInput,
  Textarea,
  TextInput,
} from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { api } from '../../api.ts'
import { useWords, type WordKey } from '../../words/words.tsx'
import { BannerField } from './banner-field.tsx'
import { onText } from './on-text.ts'
import { type Field, type FieldName, settingFields } from './setting-fields.ts'
import type { SettingValue } from './settings.ts'

export interface SettingFieldProps {
  readonly name: FieldName
  readonly value: SettingValue
  readonly editable: boolean
  readonly onChange: (value: SettingValue) => void
}

export function SettingField({ name, value, editable, onChange }: SettingFieldProps) {
  const { t } = useWords()
  const field: Field = settingFields[name]
  const hint = t(`administration.setting.${name}.hint`)
  const common = {
    label: t(`administration.setting.${name}`),
    description: editable ? hint : `${hint} ${t('administration.setting.given')}`,
    disabled: !editable,
  }
  switch (field.kind) {
    case 'flag':
      return (
        <Checkbox
          {...common}
          checked={value === true}
          onChange={({ currentTarget }) => onChange(currentTarget.checked)}
        />
      )
    case 'choice':
      return (
        <NativeSelect
          {...common}
          value={String(value)}
          data={field.of.map((each) => ({
            value: each,
            label: t(`administration.setting.${choiceWords(name)}.${each}` as WordKey),
          }))}
          onChange={onText((text) => onChange(field.numbers ? Number(text) : text))}
        />
      )
    case 'number':
      return (
        <NumberInput
          {...common}
          value={Number(value)}
          {...{ min: field.min, max: field.max }}
          allowDecimal={false}
          hideControls
          rightSection={<span className="unit">{t(`administration.unit.${field.unit}`)}</span>}
          rightSectionWidth={72}
          onChange={(next) => typeof next === 'number' && onChange(next)}
        />
      )
    case 'secret':
      return (
        <PasswordInput
          {...common}
          value={String(value)}
          placeholder={t('administration.setting.secret')}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': t('administration.password.show') }}
          onChange={onText(onChange)}
        />
      )
    case 'events':
      return <EventTypes {...common} value={String(value)} onChange={onChange} />
    case 'banner':
      return <BannerField {...common} value={String(value)} onChange={onChange} />
    case 'area':
      return (
        <Textarea
          {...common}
          value={String(value)}
          placeholder={field.example}
          autosize
          minRows={2}
          maxRows={8}
          onChange={onText(onChange)}
        />
      )
    case 'line':
      return (
        <TextInput
          {...common}
          value={String(value)}
          placeholder={field.example}
          spellCheck={false}
          autoComplete="off"
          onChange={onText(onChange)}
        />
      )
  }
}

/** Both scopes of a directory's search have the same words. */
function choiceWords(name: FieldName): string {
  return name === 'ldap_group_search_scope' ? 'ldap_scope' : name
}

interface EventTypesProps {
  readonly label: string
  readonly description: string
  readonly disabled: boolean
  readonly value: string
  readonly onChange: (value: string) => void
}

function EventTypes({ value, onChange, ...common }: EventTypesProps) {
  const types = useQuery({
    queryKey: ['audit event types'],
    queryFn: async () => (await api.listAuditLogEventTypes()).body.map(({ event_type }) => event_type),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const chosen = value.split(',').filter((each) => each !== '')
  const known = [...new Set([...(types.data ?? []), ...chosen])]
  return (
    <MultiSelect
      {...common}
      data={known.map((type) => ({ value: type, label: type.replaceAll('_', ' ') }))}
      value={chosen}
      searchable
      hidePickedOptions
      onChange={(next) => onChange(next.join(','))}
    />
  )
}
