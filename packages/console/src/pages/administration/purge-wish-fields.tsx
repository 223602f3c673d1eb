// What a purge is asked for: how old, and which entries.
import { Checkbox, Group, NumberInput } from '@mantine/core'
import { useWords } from '../../words/words.tsx'
import { type PurgeType, type PurgeWish, purgeTypes } from './purge.ts'

export interface PurgeWishFieldsProps {
  readonly wish: PurgeWish
  readonly onChange: (wish: PurgeWish) => void
}

/** As far as the API's own limit goes. */
const mostDays = 10_000

export function PurgeWishFields({ wish, onChange }: PurgeWishFieldsProps) {
  const { t } = useWords()
  return (
    <>
      <NumberInput
        label={t('administration.purge.days')}
        value={wish.days}
        min={1}
        max={mostDays}
        allowDecimal={false}
        hideControls
        maw={240}
        rightSection={<span className="unit">{t('administration.unit.days')}</span>}
        rightSectionWidth={72}
        onChange={(days) => typeof days === 'number' && onChange({ ...wish, days })}
      />
      <Checkbox.Group
        label={t('administration.purge.types')}
        value={[...wish.types]}
        onChange={(types) => onChange({ ...wish, types: types as PurgeType[] })}
      >
        <Group mt="xs">
          {purgeTypes.map((type) => (
            <Checkbox key={type} value={type} label={t(`administration.purge.type.${type}`)} />
          ))}
        </Group>
      </Checkbox.Group>
    </>
  )
}

export function isComplete({ days, types }: PurgeWish): boolean {
  return days >= 1 && types.length > 0
}
