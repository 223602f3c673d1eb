// Makes or changes a label.
import { ColorSwatch, Group, Input, Text, Textarea, TextInput, Tooltip } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { api } from '../api.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { Icon } from '../ui/icon.tsx'
import { useWords } from '../words/words.tsx'
import { colors, isColor, type Label, type LabelPlace } from './label.ts'
import { LabelMark } from './label-mark.tsx'

export interface LabelDialogProps {
  readonly place: LabelPlace
  /** That is changed; absent: one is made. */
  readonly label?: Label | undefined
  readonly onClose: () => void
}

export function LabelDialog({ place, label, onClose }: LabelDialogProps) {
  const { t } = useWords()
  const queries = useQueryClient()
  const [name, setName] = useState(label?.name ?? '')
  const [description, setDescription] = useState(label?.description ?? '')
  const [color, setColor] = useState(label?.color ?? colors[0]?.[0] ?? '')
  const isShown = color === '' || isColor(color)
  const submit = async () => {
    const body = { name, description, color }
    if (label) await api.UpdateLabel({ params: { label_id: label.id ?? 0 }, body: { ...label, ...body } })
    else await api.CreateLabel({ body: { ...place, ...body } })
    await queries.invalidateQueries({ queryKey: ['labels'] })
  }
  return (
    <FormDialog
      opened
      title={label ? t('labels.edit', { name: label.name ?? '' }) : t('labels.new')}
      action={t(label ? 'common.save' : 'labels.create')}
      onClose={onClose}
      onSubmit={submit}
      disabled={name.trim() === '' || !isShown}
    >
      <TextInput
        label={t('common.name')}
        description={t('labels.nameRules')}
        value={name}
        required
        data-autofocus
        autoComplete="off"
        maxLength={128}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <Textarea
        label={t('common.description')}
        value={description}
        maxLength={1000}
        autosize
        onChange={({ currentTarget }) => setDescription(currentTarget.value)}
      />
      <ColorChoice color={color} onChange={setColor} wrong={!isShown} />
      <Group gap="xs">
        <Text size="sm" c="dimmed">
          {t('labels.preview')}
        </Text>
        <LabelMark label={{ name: name === '' ? t('common.name') : name, color: isShown ? color : '' }} />
      </Group>
    </FormDialog>
  )
}

interface ColorChoiceProps {
  readonly color: string
  readonly onChange: (color: string) => void
  readonly wrong: boolean
}

function ColorChoice({ color, onChange, wrong }: ColorChoiceProps) {
  const { t } = useWords()
  const field = useId()
  return (
    <Input.Wrapper
      id={field}
      label={t('labels.color')}
      description={t('labels.colorRules')}
      error={wrong && t('labels.colorWrong')}
    >
      <Group gap={6} my="xs" role="group" aria-label={t('labels.colors')}>
        {colors.map(([value, name]) => (
          <Tooltip key={value} label={t(name)}>
            <ColorSwatch
              component="button"
              type="button"
              size={26}
              color={value}
              c="white"
              aria-label={t(name)}
              aria-pressed={value === color}
              onClick={() => onChange(value)}
            >
              {value === color && <Icon name="check" size={16} />}
            </ColorSwatch>
          </Tooltip>
        ))}
      </Group>
      <Input
        id={field}
        value={color}
        autoComplete="off"
        spellCheck={false}
        maxLength={16}
        error={wrong}
        onChange={({ currentTarget }) => onChange(currentTarget.value.trim())}
      />
    </Input.Wrapper>
  )
}
