// A card of settings that are saved together: only what was changed is sent.
import { Alert, Button, Card, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { useWords } from '../../words/words.tsx'
import { SettingField } from './setting-field.tsx'
import { type Field, type FieldName, settingFields } from './setting-fields.ts'
import { type Changes, isEditable, type Settings, shownValue, useChangeSettings } from './settings.ts'

const wide: readonly Field['kind'][] = ['area', 'banner']

export interface SettingsPart {
  /** Of a part among several. */
  readonly title?: string
  readonly fields: readonly FieldName[]
}

export interface SettingsCardProps {
  readonly title: string
  readonly lead?: ReactNode
  readonly settings: Settings
  readonly parts: readonly SettingsPart[]
  /** Beside the button that saves: it is given what was changed and not saved yet. */
  readonly tools?: (changes: Changes) => ReactNode
}

export function SettingsCard({ title, lead, settings, parts, tools }: SettingsCardProps) {
  const { t } = useWords()
  const change = useChangeSettings()
  const [changes, setChanges] = useState<Changes>({})
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const isChanged = Object.keys(changes).length > 0
  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (!isChanged || busy) return
    setBusy(true)
    setProblem(undefined)
    try {
      await change(changes)
      setChanges({})
      notifications.show({
        message: t('common.saved'),
        color: 'teal',
        closeButtonProps: { 'aria-label': t('common.close') },
      })
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Card withBorder padding="lg" component="section" aria-label={title}>
      <form onSubmit={save}>
        <Stack>
          <Stack gap={4}>
            <Title order={2} size="h4">
              {title}
            </Title>
            {lead && <Text c="dimmed">{lead}</Text>}
          </Stack>
          {parts.map((part) => (
            <Part
              key={part.fields.join()}
              part={part}
              settings={settings}
              changes={changes}
              onChange={setChanges}
            />
          ))}
          {problem !== undefined && (
            <Alert color="red" role="alert" className="long-name">
              {problem}
            </Alert>
          )}
          <Group>
            <Button type="submit" loading={busy} disabled={!isChanged}>
              {t('common.save')}
            </Button>
            {isChanged && (
              <Button variant="subtle" color="gray" onClick={() => setChanges({})}>
                {t('administration.discard')}
              </Button>
            )}
            {tools?.(changes)}
          </Group>
        </Stack>
      </form>
    </Card>
  )
}

interface PartProps {
  readonly part: SettingsPart
  readonly settings: Settings
  readonly changes: Changes
  readonly onChange: (changes: Changes) => void
}

function Part({ part: { title, fields }, settings, changes, onChange }: PartProps) {
  const words = useId()
  const set = (name: FieldName, value: string | number | boolean) => {
    const { [name]: _, ...others } = changes
    // What is as it was is no change.
    onChange(value === shownValue(settings, name) ? others : { ...others, [name]: value })
  }
  return (
    <section className="settings-part" {...(title && { 'aria-labelledby': words })}>
      {title && (
        <Title id={words} order={3} size="h5" mb="sm">
          {title}
        </Title>
      )}
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg" verticalSpacing="md">
        {fields.map((name) => (
          <div key={name} className={wide.includes(settingFields[name].kind) ? 'whole-row' : undefined}>
            <SettingField
              name={name}
              value={changes[name] ?? shownValue(settings, name)}
              editable={isEditable(settings, name)}
              onChange={(value) => set(name, value)}
            />
          </div>
        ))}
      </SimpleGrid>
    </section>
  )
}
