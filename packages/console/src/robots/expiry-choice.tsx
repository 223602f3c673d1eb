// How long something lives: some days, or for ever.
import { Group, NumberInput, Radio, Text } from '@mantine/core'
import { exactDay } from '../ui/format.ts'
import { useWords } from '../words/words.tsx'
import { forEver } from './robot.ts'

const usualDays = 30
/** As the API has it: some 5.8 million years. */
const mostDays = 2 ** 31 - 2
const day = 86_400_000

export interface ExpiryChoiceProps {
  /** -1 for ever; empty while a number is being typed. */
  readonly days: number | ''
  readonly onChange: (days: number | '') => void
  /** When the days began, ISO 8601; now when absent. */
  readonly since?: string | undefined
}

export function ExpiryChoice({ days, onChange, since }: ExpiryChoiceProps) {
  const { t, language } = useWords()
  const ends = days !== forEver
  const end = Number(days) * day + (since === undefined ? Date.now() : Date.parse(since))
  // A date ends in the year 275760: what lies beyond is named by its days alone.
  const shown = ends && days !== '' && end < 8.64e15 ? exactDay(new Date(end), language) : undefined
  return (
    <Radio.Group
      label={t('robots.expiry')}
      description={since === undefined ? undefined : t('robots.expiry.since')}
      value={ends ? 'days' : 'never'}
      onChange={(value) => onChange(value === 'never' ? forEver : usualDays)}
    >
      <Group mt="xs" gap="lg">
        <Group gap="xs">
          <Radio value="days" label={t('robots.expiry.after')} />
          <NumberInput
            w={96}
            size="xs"
            min={1}
            max={mostDays}
            allowDecimal={false}
            aria-label={t('robots.expiry.days')}
            value={ends ? days : ''}
            disabled={!ends}
            onChange={(value) => onChange(value === '' ? '' : Number(value))}
          />
          <Text size="sm">{t('robots.expiry.unit')}</Text>
        </Group>
        <Radio value="never" label={t('robots.expiry.never')} />
      </Group>
      <Text size="sm" c={days === forEver ? undefined : 'dimmed'} mt="xs">
        {shown === undefined ? t('robots.expiry.neverWords') : t('robots.expiry.until', { date: shown })}
      </Text>
    </Radio.Group>
  )
}
