// Repositories that changed last, for those who may read no log of pushes.
import { Anchor, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { api } from '../../api.ts'
import { signInAddress, useCurrentUser } from '../../app/session.ts'
import { Ago } from '../../ui/ago.tsx'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { FirstPush } from '../../ui/first-push.tsx'
import { Nothing, Skeletons } from '../../ui/list.tsx'
import { PlaceLink } from '../../ui/place-link.tsx'
import { useWords } from '../../words/words.tsx'
import { HomeCard } from './home-card.tsx'

const shown = 10

/** @param since those that changed after it come alone, where there are any; in milliseconds */
export function LatestChanges({ since = Number.POSITIVE_INFINITY }: { readonly since?: number | undefined }) {
  const { t } = useWords()
  const user = useCurrentUser()
  const list = useQuery({
    queryKey: ['repositories', 'latest'],
    queryFn: async () =>
      (await api.listAllRepositories({ query: { page_size: shown, sort: '-update_time' } })).body,
  })
  if (list.error) return <FailureNotice error={list.error} again={() => list.refetch()} />
  if (!list.data) return <Skeletons rows={shown} height={40} />
  if (list.data.length === 0) return user ? <FirstPush /> : <NothingPublic />
  const fresh = list.data.filter(({ update_time = '' }) => Date.parse(update_time) > since)
  return (
    <HomeCard
      title={t(fresh.length > 0 ? 'home.changes.since' : 'home.changes.latest')}
      more={{ to: '/repositories', words: t('home.repositories.all') }}
    >
      <ul className="entries">
        {(fresh.length > 0 ? fresh : list.data).map(({ id, name = '', update_time }) => (
          <li key={id}>
            <div className="entry-line">
              <PlaceLink to={`/repositories/${name}`}>{name}</PlaceLink>
              <Text size="sm" c="dimmed" className="nowrap">
                <Ago time={update_time} />
              </Text>
            </div>
          </li>
        ))}
      </ul>
    </HomeCard>
  )
}

/** For a stranger: what there is may need signing in. */
function NothingPublic() {
  const { t } = useWords()
  return (
    <Nothing>
      {t('list.empty')}{' '}
      <Anchor href={signInAddress('/')} underline="always">
        {t('error.signIn')}
      </Anchor>
    </Nothing>
  )
}
