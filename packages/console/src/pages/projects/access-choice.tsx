// Public or private, and what that means.
import { Radio, Stack } from '@mantine/core'
import { useWords } from '../../words/words.tsx'

export interface AccessChoiceProps {
  readonly open: boolean
  readonly onChange: (open: boolean) => void
}

export function AccessChoice({ open, onChange }: AccessChoiceProps) {
  const { t } = useWords()
  return (
    <Radio.Group
      label={t('projects.access')}
      value={open ? 'public' : 'private'}
      onChange={(value) => onChange(value === 'public')}
    >
      <Stack gap="xs" mt="xs">
        <Radio value="private" label={t('projects.private')} description={t('projects.private.words')} />
        <Radio value="public" label={t('projects.public')} description={t('projects.public.words')} />
      </Stack>
    </Radio.Group>
  )
}
