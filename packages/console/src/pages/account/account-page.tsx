// One's own account: who one is, by what one signs in, and which credentials there are.
import { Anchor, Badge, Card, SimpleGrid, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { api } from '../../api.ts'
import { currentUser, signInAddress, useIsAdministrator } from '../../app/session.ts'
import { FailureNotice, failureOf } from '../../ui/failure-notice.tsx'
import { Skeletons } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import { useWords } from '../../words/words.tsx'
import { CliSecretCard } from './cli-secret-card.tsx'
import { PasswordCard } from './password-card.tsx'
import { ProfileCard } from './profile-card.tsx'
import { TemporaryCredentialCard } from './temporary-credential-card.tsx'
import { TokensSection } from './tokens-section.tsx'

export function AccountPage() {
  const { t } = useWords()
  const isAdministrator = useIsAdministrator()
  return (
    <Page
      title={t('account.title')}
      mark={isAdministrator && <Badge variant="light">{t('account.administrator')}</Badge>}
    >
      <Own />
    </Page>
  )
}

function Own() {
  const { t } = useWords()
  const user = useQuery(currentUser)
  const ways = useQuery({
    queryKey: ['current user', 'sign-in'],
    queryFn: async () => (await api.getOwnSignIn()).body,
    enabled: user.data != null,
  })
  const failure = failureOf(user, ways)
  if (failure) return <FailureNotice {...failure} />
  if (user.data === null) {
    return (
      <Card withBorder padding="xl">
        <Anchor href={signInAddress('/account')}>{t('error.signIn')}</Anchor>
      </Card>
    )
  }
  if (!user.data || !ways.data) {
    return (
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Skeletons rows={8} />
        <Skeletons rows={8} />
      </SimpleGrid>
    )
  }
  return (
    <Stack gap="xl">
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <ProfileCard user={user.data} ways={ways.data} />
        <Stack>
          <TemporaryCredentialCard />
          {ways.data.password && <PasswordCard user={user.data} />}
          {ways.data.cli_secret && <CliSecretCard user={user.data} />}
        </Stack>
      </SimpleGrid>
      <TokensSection />
    </Stack>
  )
}
