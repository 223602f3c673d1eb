// Every other setting that has an effect, in groups.
import { Alert } from '@mantine/core'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Skeletons } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import { useWords } from '../../words/words.tsx'
import type { FieldName } from './setting-fields.ts'
import { useSettings } from './settings.ts'
import { SettingsCard } from './settings-card.tsx'

const cards = {
  projects: ['project_creation_restriction', 'self_registration'],
  sessions: ['session_timeout', 'token_expiration'],
  robots: ['robot_token_duration', 'robot_name_prefix'],
  readOnly: ['read_only'],
  banner: ['banner_message'],
  audit: ['audit_log_forward_endpoint', 'disabled_audit_log_event_types', 'skip_audit_log_database'],
} as const satisfies Record<string, readonly FieldName[]>

const names = Object.keys(cards) as (keyof typeof cards)[]

export function ConfigurationPage() {
  const { t } = useWords()
  const settings = useSettings()
  return (
    <Page title={t('administration.configuration')} lead={t('administration.configuration.lead')}>
      {settings.error && <FailureNotice error={settings.error} again={() => settings.refetch()} />}
      {settings.isPending && <Skeletons />}
      {settings.data?.read_only?.value === true && (
        <Alert variant="default" icon={<Icon name="lock" />} title={t('administration.readOnly.on')}>
          {t('administration.readOnly.words')}
        </Alert>
      )}
      {settings.data &&
        names.map((name) => (
          <SettingsCard
            key={name}
            title={t(`administration.configuration.${name}`)}
            lead={t(`administration.configuration.${name}.lead`)}
            settings={settings.data}
            parts={[{ fields: cards[name] }]}
          />
        ))}
    </Page>
  )
}
