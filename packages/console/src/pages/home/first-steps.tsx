// First steps of a newcomer, which tick themselves off; gone when all are done, or when they are hidden.
import { Button, Group, Text, VisuallyHidden } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api.ts'
import { useCurrentUser, useIsAdministrator } from '../../app/session.ts'
import { systemInfo } from '../../app/system-info.ts'
import { Icon } from '../../ui/icon.tsx'
import { PlaceLink } from '../../ui/place-link.tsx'
import { useWords, type WordKey } from '../../words/words.tsx'
import { HomeCard } from './home-card.tsx'

/** Is there from the beginning. */
const given = 'library'

interface Step {
  readonly words: WordKey
  readonly to: string
  readonly done: boolean
}

export function FirstSteps() {
  const { t } = useWords()
  const user = useCurrentUser()
  const key = `entrepot.steps.${user?.user_id ?? 0}`
  const [hidden, setHidden] = useState(() => localStorage.getItem(key) === 'hidden')
  const steps = useSteps(!hidden)
  if (hidden || steps === undefined || steps.every(({ done }) => done)) return null
  const hide = () => {
    localStorage.setItem(key, 'hidden')
    setHidden(true)
  }
  return (
    <HomeCard
      title={t('home.steps')}
      action={
        <Button size="compact-sm" variant="subtle" color="gray" onClick={hide}>
          {t('home.steps.hide')}
        </Button>
      }
    >
      <ol className="entries">
        {steps.map(({ words, to, done }) => (
          <li key={words}>
            <Group gap={10} wrap="nowrap">
              <Icon name={done ? 'check' : 'circle'} size={18} />
              {done ? <Text c="dimmed">{t(words)}</Text> : <PlaceLink to={to}>{t(words)}</PlaceLink>}
              <VisuallyHidden>{t(done ? 'home.steps.done' : 'home.steps.open')}</VisuallyHidden>
            </Group>
          </li>
        ))}
      </ol>
    </HomeCard>
  )
}

/** Undefined while it is not known, and for who may not create projects and has none. */
function useSteps(enabled: boolean): Step[] | undefined {
  const user = useCurrentUser()
  const isAdministrator = useIsAdministrator()
  const system = useQuery({ ...systemInfo, enabled })
  const owner = user?.username ?? ''
  const steps = useQuery({
    queryKey: ['activity', 'first steps', owner],
    queryFn: () => ask(owner),
    enabled: enabled && owner !== '',
  })
  if (!steps.data || !system.data) return undefined
  // Who works in others' projects knows their way.
  if (steps.data.isMember) return undefined
  const mayCreate = isAdministrator || system.data.project_creation_restriction === 'everyone'
  const { list } = steps.data
  return mayCreate || list[0]?.done ? list : undefined
}

async function ask(owner: string): Promise<{ list: Step[]; isMember: boolean }> {
  const { body } = await api.listProjects({ query: { owner, page_size: 20, sort: '-update_time' } })
  const own = body.filter(({ name }) => name !== given)
  const first = own.find(({ repo_count = 0 }) => repo_count > 0) ?? own[0]
  const place = first ? `/projects/${first.name}` : '/projects'
  const [members, robots] = first ? await peopleOf(first) : [0, 0]
  const closed =
    body.length > 0 ? 0 : (await api.listProjects({ query: { public: false, page_size: 1 } })).total
  const list: Step[] = [
    { words: 'home.steps.project', to: '/projects', done: own.length > 0 },
    { words: 'home.steps.push', to: place, done: body.some(({ repo_count = 0 }) => repo_count > 0) },
    { words: 'home.steps.invite', to: first ? `${place}/members` : place, done: members > 1 },
    { words: 'home.steps.robot', to: first ? `${place}/robots` : place, done: robots > 0 },
  ]
  return { list, isMember: closed !== 0 }
}

async function peopleOf({ name = '', project_id = 0 }: { name?: string; project_id?: number }) {
  const members = api.listProjectMembers({ params: { project_name_or_id: name }, query: { page_size: 1 } })
  const query = { page_size: 1, q: `Level=project,ProjectID=${project_id}` }
  const robots = api.ListRobot({ query })
  return [(await members).total ?? 0, (await robots).total ?? 0] as const
}
