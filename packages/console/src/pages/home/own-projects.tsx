// Projects that the person owns; private ones that they are in, where they own none.
import { Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useCurrentUser } from '../../app/session.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { count } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { Skeletons } from '../../ui/list.tsx'
import { PlaceLink } from '../../ui/place-link.tsx'
import { useWords } from '../../words/words.tsx'
import { HomeCard } from './home-card.tsx'
import { ownProjects } from './own-projects-query.ts'

export function OwnProjects() {
  const { t, language } = useWords()
  const user = useCurrentUser()
  const list = useQuery(ownProjects(user?.username ?? ''))
  if (list.error) return <FailureNotice error={list.error} again={() => list.refetch()} />
  if (!list.data) return <Skeletons rows={3} />
  return (
    <HomeCard title={t('home.projects')} more={{ to: '/projects', words: t('home.projects.all') }}>
      {list.data.length === 0 && (
        <Text px="md" pb="md" size="sm" c="dimmed">
          {t('home.projects.none')}
        </Text>
      )}
      <ul className="entries">
        {list.data.map(({ project_id, name = '', metadata, repo_count = 0 }) => (
          <li key={project_id}>
            <Group gap={8} wrap="nowrap" className="entry-words">
              <Icon name={metadata?.public === 'true' ? 'globe' : 'lock'} size={16} />
              <PlaceLink to={`/projects/${name}`}>{name}</PlaceLink>
            </Group>
            <Text
              size="sm"
              c="dimmed"
              className="number"
              aria-label={`${count(repo_count, language)} ${t('projects.repositories')}`}
              title={t('projects.repositories')}
              role="img"
            >
              {count(repo_count, language)}
            </Text>
          </li>
        ))}
      </ul>
    </HomeCard>
  )
}
