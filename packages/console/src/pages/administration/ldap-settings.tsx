// The directory: its settings, a trial of them, and a look at whom it finds.
import { Stack } from '@mantine/core'
import { api } from '../../api.ts'
import { useWords } from '../../words/words.tsx'
import { DirectoryPeople } from './directory-people.tsx'
import type { FieldName } from './setting-fields.ts'
import type { Changes, Settings } from './settings.ts'
import { SettingsCard } from './settings-card.tsx'
import { Trial } from './trial.tsx'

const connection = [
  ...['ldap_url', 'ldap_timeout', 'ldap_start_tls', 'ldap_verify_cert'],
  ...['ldap_search_dn', 'ldap_search_password', 'ldap_ca_certificate'],
] as const satisfies FieldName[]
const people = ['ldap_base_dn', 'ldap_scope', 'ldap_uid', 'ldap_filter'] as const satisfies FieldName[]
const groups = [
  ...['ldap_group_base_dn', 'ldap_group_search_scope', 'ldap_group_search_filter'],
  ...['ldap_group_attribute_name', 'ldap_group_membership_attribute', 'ldap_group_admin_dn'],
] as const satisfies FieldName[]

type Tried = NonNullable<NonNullable<Parameters<typeof api.pingLdap>[0]>['body']>

export function LdapSettings({ settings }: { readonly settings: Settings }) {
  const { t } = useWords()
  return (
    <Stack gap="lg">
      <SettingsCard
        title={t('administration.signIn.ldap')}
        lead={t('administration.ldap.lead')}
        settings={settings}
        parts={[
          { title: t('administration.ldap.connection'), fields: connection },
          { title: t('administration.ldap.people'), fields: people },
          { title: t('administration.ldap.groups'), fields: groups },
        ]}
        tools={(changes) => <LdapTrial changes={changes} settings={settings} />}
      />
      {settings.ldap_url?.value !== '' && <DirectoryPeople />}
    </Stack>
  )
}

function LdapTrial({ changes, settings }: { readonly changes: Changes; readonly settings: Settings }) {
  const { t } = useWords()
  const address = changes.ldap_url ?? settings.ldap_url?.value ?? ''
  const run = async () => {
    const { ldap_timeout, ...others } = changes
    const ofLdap = Object.entries(others).filter(
      ([name]) => name.startsWith('ldap_') && !name.startsWith('ldap_group'),
    )
    const tried = {
      ...Object.fromEntries(ofLdap),
      ...(ldap_timeout !== undefined && { ldap_connection_timeout: ldap_timeout }),
    } as Tried
    const { body } = await api.pingLdap({ body: tried })
    return { good: body.success, words: body.success ? t('administration.ldap.answers') : body.message }
  }
  return <Trial label={t('administration.try')} disabled={address === ''} run={run} />
}
