// The provider of OpenID Connect: what to register there, its settings, and a trial of its address.
import { Card, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { api } from '../../api.ts'
import { systemInfo } from '../../app/system-info.ts'
import { CopyLine } from '../../ui/copy-line.tsx'
import { useWords } from '../../words/words.tsx'
import type { FieldName } from './setting-fields.ts'
import type { Changes, Settings } from './settings.ts'
import { SettingsCard } from './settings-card.tsx'
import { Trial } from './trial.tsx'

const provider = [
  ...['oidc_name', 'oidc_endpoint', 'oidc_client_id', 'oidc_client_secret'],
  ...['oidc_scope', 'oidc_extra_redirect_parms', 'oidc_verify_cert', 'oidc_logout'],
] as const satisfies FieldName[]
const people = ['oidc_user_claim', 'oidc_auto_onboard'] as const satisfies FieldName[]
const groups = ['oidc_groups_claim', 'oidc_group_filter', 'oidc_admin_group'] as const satisfies FieldName[]

export function OidcSettings({ settings }: { readonly settings: Settings }) {
  const { t } = useWords()
  return (
    <Stack gap="lg">
      <Callback />
      <SettingsCard
        title={t('administration.signIn.oidc')}
        lead={t('administration.oidc.lead')}
        settings={settings}
        parts={[
          { title: t('administration.oidc.provider'), fields: provider },
          { title: t('administration.ldap.people'), fields: people },
          { title: t('administration.ldap.groups'), fields: groups },
        ]}
        tools={(changes) => <OidcTrial changes={changes} settings={settings} />}
      />
    </Stack>
  )
}

function Callback() {
  const { t } = useWords()
  const info = useQuery(systemInfo)
  const base = info.data?.external_url ?? window.location.origin
  return (
    <Card withBorder padding="lg" component="section" aria-label={t('administration.oidc.register')}>
      <Stack gap="sm">
        <Title order={2} size="h4">
          {t('administration.oidc.register')}
        </Title>
        <Text c="dimmed">{t('administration.oidc.register.words')}</Text>
        <Address label={t('administration.oidc.callback')} address={`${base}/c/oidc/callback`} />
        <Address label={t('administration.oidc.afterLogout')} address={`${base}/login`} />
        <Address label={t('administration.oidc.backchannel')} address={`${base}/c/oidc/backchannel-logout`} />
      </Stack>
    </Card>
  )
}

function Address({ label, address }: { readonly label: string; readonly address: string }) {
  return (
    <div>
      <Text size="sm" className="field-label">
        {label}
      </Text>
      <CopyLine text={address} />
    </div>
  )
}

function OidcTrial({ changes, settings }: { readonly changes: Changes; readonly settings: Settings }) {
  const { t } = useWords()
  const url = String(changes.oidc_endpoint ?? settings.oidc_endpoint?.value ?? '')
  const verify_cert = Boolean(changes.oidc_verify_cert ?? settings.oidc_verify_cert?.value)
  const run = async () => {
    await api.pingOIDC({ body: { url, verify_cert } })
    return { good: true, words: t('administration.oidc.answers') }
  }
  return <Trial label={t('administration.try')} disabled={url === ''} run={run} />
}
