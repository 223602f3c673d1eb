// What needs somebody: the server's state for administrators, and one's own access tokens that end soon.
import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { api } from '../../api.ts'
import { useIsAdministrator } from '../../app/session.ts'
import { systemInfo } from '../../app/system-info.ts'
import { Ago } from '../../ui/ago.tsx'
import { size } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { PlaceLink } from '../../ui/place-link.tsx'
import { useWords } from '../../words/words.tsx'
import { HomeCard } from './home-card.tsx'

const day = 86_400_000
/** A token that ends sooner is told of. */
const soon = 14 * day
/** Of the storage's disk. */
const nearlyFull = 0.9

export function Attention() {
  const { t } = useWords()
  const problems = [...useServerProblems(), ...useTokenProblems()]
  if (problems.length === 0) return null
  return (
    <HomeCard title={t('home.attention')}>
      <ul className="entries">
        {problems.map(([key, words]) => (
          <li key={key}>
            <Icon name="alert" />
            <Text size="sm" component="div" className="entry-words long-name">
              {words}
            </Text>
          </li>
        ))}
      </ul>
    </HomeCard>
  )
}

type Problem = readonly [key: string, words: ReactNode]

function useServerProblems(): Problem[] {
  const { t } = useWords()
  const enabled = useIsAdministrator()
  const health = useQuery({
    queryKey: ['health'],
    queryFn: async () => (await api.getHealth()).body,
    enabled,
  })
  const system = useQuery({ ...systemInfo, enabled })
  const volumes = useQuery({
    queryKey: ['volumes'],
    queryFn: async () => (await api.getVolumes()).body,
    enabled,
  })
  const ill = health.data?.components?.filter(({ status }) => status !== 'healthy') ?? []
  const [volume] = volumes.data?.storage ?? []
  const full = volume && volume.total > 0 ? 1 - volume.free / volume.total : 0
  return [
    ...ill.map(({ name = '' }) => [name, t('home.attention.component', { name })] as const),
    ...(system.data?.read_only ? [['read-only', t('home.attention.readOnly')] as const] : []),
    ...(volume && full > nearlyFull
      ? [
          [
            'volume',
            t('home.attention.volume', { percent: Math.floor(full * 100), free: size(volume.free) }),
          ] as const,
        ]
      : []),
  ]
}

function useTokenProblems(): Problem[] {
  const { t } = useWords()
  const { data = [] } = useQuery({
    queryKey: ['access tokens', 'ending'],
    queryFn: async () => {
      const query = { page_size: 5, sort: 'expiration_time', q: `expiration_time=[~${until()}]` }
      return (await api.listOwnAccessTokens({ query })).body
    },
  })
  return data
    .filter(({ kind }) => kind === 'personal')
    .map(({ id, name, expiration_time }) => [
      `token ${id}`,
      <>
        {t('home.attention.token', { name })}{' '}
        <PlaceLink to="/account" size="sm" underline="always">
          <Ago time={expiration_time} />
        </PlaceLink>
      </>,
    ])
}

function until(): string {
  return new Date(Date.now() + soon).toISOString().slice(0, 10)
}
