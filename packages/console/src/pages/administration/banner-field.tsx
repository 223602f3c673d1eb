// The banner in a form: its words, what kind of notice it is, when it is shown, and how it will look.
import { Checkbox, NativeSelect, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { BannerNotice } from '../../app/banner.tsx'
import {
  type BannerMessage,
  bannerTypes,
  daysOf,
  fromDay,
  parseBanner,
  toDay,
  writtenBanner,
} from '../../app/banner-message.ts'
import { useWords } from '../../words/words.tsx'
import { onText } from './on-text.ts'

export interface BannerFieldProps {
  readonly label: string
  readonly description: string
  readonly disabled: boolean
  /** As the setting holds it. */
  readonly value: string
  readonly onChange: (value: string) => void
}

export function BannerField({ label, description, disabled, value, onChange }: BannerFieldProps) {
  const { t } = useWords()
  const banner = parseBanner(value)
  const { from, to } = daysOf(banner)
  const set = (next: BannerMessage) => onChange(writtenBanner(next))
  return (
    <Stack>
      <Textarea
        {...{ label, description, disabled }}
        value={banner.message}
        autosize
        minRows={2}
        maxRows={8}
        onChange={onText((message) => set({ ...banner, message }))}
      />
      <SimpleGrid cols={{ base: 1, xs: 3 }}>
        <NativeSelect
          label={t('administration.banner.type')}
          disabled={disabled}
          value={banner.type}
          data={bannerTypes.map((type) => ({ value: type, label: t(`banner.${type}`) }))}
          onChange={onText((text) => set({ ...banner, type: parseType(text) }))}
        />
        <TextInput
          type="date"
          max="9999-12-31"
          label={t('administration.banner.from')}
          disabled={disabled}
          value={from}
          onChange={onText((day) => set(fromDay(banner, day)))}
        />
        <TextInput
          type="date"
          max="9999-12-31"
          label={t('administration.banner.to')}
          disabled={disabled}
          value={to}
          error={from !== '' && to !== '' && to < from && t('administration.banner.never')}
          onChange={onText((day) => set(toDay(banner, day)))}
        />
      </SimpleGrid>
      <Checkbox
        label={t('administration.banner.closable')}
        disabled={disabled}
        checked={banner.closable}
        onChange={({ currentTarget }) => set({ ...banner, closable: currentTarget.checked })}
      />
      {banner.message.trim() !== '' && (
        <div>
          <Text className="field-label" mb={4}>
            {t('administration.banner.preview')}
          </Text>
          <BannerNotice banner={banner} />
        </div>
      )}
    </Stack>
  )
}

function parseType(text: string): BannerMessage['type'] {
  return bannerTypes.find((each) => each === text) ?? 'info'
}
