// Where people arrive: what is new, what is theirs, and what needs them.
import { Grid, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { currentUser } from '../../app/session.ts'
import { Skeletons } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import { useWords } from '../../words/words.tsx'
import { Attention } from './attention.tsx'
import { FirstSteps } from './first-steps.tsx'
import { LatestChanges } from './latest-changes.tsx'
import { LatestPushes } from './latest-pushes.tsx'
import { OwnProjects } from './own-projects.tsx'
import { PlacesCard } from './places-card.tsx'

export function HomePage() {
  const { t } = useWords()
  const user = useQuery(currentUser)
  if (user.isPending) {
    return (
      <Page title={t('home.title')}>
        <Skeletons />
      </Page>
    )
  }
  const signedIn = Boolean(user.data)
  return (
    <Page title={t('home.title')}>
      {signedIn && <FirstSteps />}
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Stack gap="lg">{signedIn ? <LatestPushes /> : <LatestChanges />}</Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Stack gap="lg">
            {signedIn && <Attention />}
            <PlacesCard />
            {signedIn && <OwnProjects />}
          </Stack>
        </Grid.Col>
      </Grid>
    </Page>
  )
}
