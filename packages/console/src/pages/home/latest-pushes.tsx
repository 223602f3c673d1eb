// What was pushed since the last visit; the latest pushes where that is not known, or nothing was.
import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api.ts'
import { useCurrentUser } from '../../app/session.ts'
import { LogSentence } from '../../log/log-sentence.tsx'
import { Ago } from '../../ui/ago.tsx'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { Skeletons } from '../../ui/list.tsx'
import { useWords } from '../../words/words.tsx'
import { HomeCard } from './home-card.tsx'
import { lastVisit } from './last-visit.ts'
import { LatestChanges } from './latest-changes.tsx'

const shown = 10

export function LatestPushes() {
  const { t } = useWords()
  const user = useCurrentUser()?.user_id ?? 0
  const [since] = useState(() => lastVisit(user))
  const list = useQuery({
    queryKey: ['activity', 'pushes'],
    queryFn: async () => {
      const query = { page_size: shown, q: 'operation=create,resource_type=artifact,listed=true' }
      return (await api.listAuditLogExts({ query })).body
    },
  })
  if (list.error) return <FailureNotice error={list.error} again={() => list.refetch()} />
  if (!list.data) return <Skeletons rows={shown} height={40} />
  if (list.data.length === 0) return <LatestChanges since={since} />
  const fresh = since === undefined ? [] : list.data.filter(({ op_time }) => Date.parse(op_time) > since)
  const entries = fresh.length > 0 ? fresh : list.data
  return (
    <HomeCard
      title={t(fresh.length > 0 ? 'home.pushes.since' : 'home.pushes.latest')}
      more={{ to: '/activity', words: t('home.pushes.all') }}
    >
      {since !== undefined && fresh.length === 0 && (
        <Text px="md" pb="sm" size="sm" c="dimmed">
          {t('home.pushes.none')}
        </Text>
      )}
      <ul className="entries">
        {entries.map((entry) => (
          <li key={entry.id}>
            <div className="entry-line">
              <div className="entry-sentence">
                <LogSentence entry={entry} />
              </div>
              <Text size="sm" c="dimmed" className="nowrap">
                <Ago time={entry.op_time} />
              </Text>
            </div>
          </li>
        ))}
      </ul>
    </HomeCard>
  )
}
