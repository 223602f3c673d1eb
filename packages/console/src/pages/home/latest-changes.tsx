// Repositories that changed last, for visitors.
import { Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { api } from '../../api.ts'
import { Ago } from '../../ui/ago.tsx'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { Nothing, Skeletons } from '../../ui/list.tsx'
import { PlaceLink } from '../../ui/place-link.tsx'
import { useWords } from '../../words/words.tsx'
import { HomeCard } from './home-card.tsx'

export function LatestChanges() {
  const { t } = useWords()
  const list = useQuery({
    queryKey: ['repositories', 'latest'],
    queryFn: async () =>
      (await api.listAllRepositories({ query: { page_size: 10, sort: '-update_time' } })).body,
  })
  if (list.error) return <FailureNotice error={list.error} again={() => list.refetch()} />
  if (!list.data) return <Skeletons />
  if (list.data.length === 0) return <Nothing>{t('list.empty')}</Nothing>
  return (
    <HomeCard title={t('home.repositories')} more={{ to: '/repositories', words: t('repositories.title') }}>
      <ul className="entries">
        {list.data.map(({ id, name = '', update_time }) => (
          <li key={id}>
            <Group gap="sm" justify="space-between" w="100%">
              <PlaceLink to={`/repositories/${name}`}>{name}</PlaceLink>
              <Text size="sm" c="dimmed" className="nowrap">
                <Ago time={update_time} />
              </Text>
            </Group>
          </li>
        ))}
      </ul>
    </HomeCard>
  )
}
