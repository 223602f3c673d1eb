// How people sign in: what is shown first, a directory, a provider of OpenID Connect.
import { Tabs } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { Skeletons } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import { useCurrentTabInView } from '../../ui/use-current-tab-in-view.ts'
import { useWords } from '../../words/words.tsx'
import { LdapSettings } from './ldap-settings.tsx'
import { OidcSettings } from './oidc-settings.tsx'
import { type Settings, useSettings } from './settings.ts'
import { SettingsCard } from './settings-card.tsx'

const route = getRouteApi('/administration/sign-in')
const tabs = ['ldap', 'oidc', 'first'] as const

export function SignInPage() {
  const { t } = useWords()
  const { tab = 'ldap' } = route.useSearch()
  const navigate = route.useNavigate()
  const settings = useSettings()
  const line = useCurrentTabInView(`${tab} ${settings.isSuccess}`)
  return (
    <Page title={t('administration.signIn')} lead={t('administration.signIn.lead')}>
      {settings.error && <FailureNotice error={settings.error} again={() => settings.refetch()} />}
      {settings.isPending && <Skeletons />}
      {settings.data && (
        <Tabs
          value={tab}
          keepMounted={false}
          onChange={(next) => navigate({ search: next === null || next === 'ldap' ? {} : { tab: next } })}
        >
          <Tabs.List ref={line} mb="md" aria-label={t('administration.signIn')}>
            {tabs.map((each) => (
              <Tabs.Tab key={each} value={each}>
                {t(`administration.signIn.${each}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="ldap">
            <LdapSettings settings={settings.data} />
          </Tabs.Panel>
          <Tabs.Panel value="oidc">
            <OidcSettings settings={settings.data} />
          </Tabs.Panel>
          <Tabs.Panel value="first">
            <FirstShown settings={settings.data} />
          </Tabs.Panel>
        </Tabs>
      )}
    </Page>
  )
}

function FirstShown({ settings }: { readonly settings: Settings }) {
  const { t } = useWords()
  return (
    <SettingsCard
      title={t('administration.signIn.first')}
      lead={t('administration.signIn.first.lead')}
      settings={settings}
      parts={[{ fields: ['auth_mode', 'primary_auth_mode'] }]}
    />
  )
}
