// Why somebody may do a thing, or may not: answered by the rules that decide about requests.
import { Autocomplete, Button, Card, Group, NativeSelect, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { type FormEvent, useEffect, useState } from 'react'
import { api } from '../../api.ts'
import { Page } from '../../ui/page.tsx'
import { useWords } from '../../words/words.tsx'
import { onText } from './on-text.ts'
import { WhyAnswer } from './why-answer.tsx'
import { type Asker, askerOf, askers, type WhySearch } from './why-search.ts'

const route = getRouteApi('/administration/why')

export function WhyPage() {
  const { t } = useWords()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const asked = search.permission !== undefined && (askerOf(search) === 'anonymous' || search.name)
  return (
    <Page title={t('administration.why')} lead={t('administration.why.lead')}>
      <Question search={search} onAsk={(next) => navigate({ search: next })} />
      {asked && <WhyAnswer search={search} />}
    </Page>
  )
}

interface QuestionProps {
  readonly search: WhySearch
  readonly onAsk: (search: WhySearch) => void
}

function Question({ search, onAsk }: QuestionProps) {
  const { t } = useWords()
  const [who, setWho] = useState<Asker>(askerOf(search))
  const [name, setName] = useState(search.name ?? '')
  const [project, setProject] = useState(search.project ?? '')
  const [permission, setPermission] = useState(search.permission ?? '')
  const known = useKnownPermissions(project === '' ? 'system' : 'project')
  // Back and forward change the address below the fields.
  useEffect(() => {
    setWho(askerOf(search))
    setName(search.name ?? '')
    setProject(search.project ?? '')
    setPermission(search.permission ?? '')
  }, [search])
  const isNamed = who === 'anonymous' || name !== ''
  const ask = (event: FormEvent) => {
    event.preventDefault()
    if (!isNamed || permission === '') return
    onAsk({
      who,
      ...(who !== 'anonymous' && { name }),
      ...(project !== '' && { project }),
      permission,
    })
  }
  return (
    <Card withBorder padding="lg">
      <form onSubmit={ask}>
        <Stack>
          <SimpleGrid cols={{ base: 1, md: 2 }}>
            <NativeSelect
              label={t('administration.why.who')}
              value={who}
              data={askers.map((value) => ({ value, label: t(`administration.why.who.${value}`) }))}
              onChange={onText((value) => setWho(askerOf({ who: value })))}
            />
            <TextInput
              label={t(who === 'token' ? 'administration.why.tokenId' : 'administration.why.name')}
              description={t(`administration.why.name.${who}`)}
              value={who === 'anonymous' ? '' : name}
              disabled={who === 'anonymous'}
              spellCheck={false}
              autoComplete="off"
              onChange={onText(setName)}
            />
            <TextInput
              label={t('projects.name')}
              description={t('administration.why.project')}
              value={project}
              spellCheck={false}
              autoComplete="off"
              onChange={onText(setProject)}
            />
            <Autocomplete
              label={t('administration.why.permission')}
              description={t('administration.why.permission.words')}
              value={permission}
              data={known}
              limit={40}
              maxDropdownHeight={280}
              onChange={setPermission}
            />
          </SimpleGrid>
          <Group>
            <Button type="submit" disabled={!isNamed || permission === ''}>
              {t('administration.why.ask')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  )
}

/** Those that only people have are not in the list of what robots may be given. */
const ofPeople = {
  system: ['configuration:read', 'configuration:update', 'robot:update', 'role:create', 'permission:read'],
  project: ['robot:update'],
} as const

function useKnownPermissions(scope: 'system' | 'project'): string[] {
  const known = useQuery({
    queryKey: ['robot permissions'],
    queryFn: async () => (await api.getPermissions()).body,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const given = (known.data?.[scope] ?? []).map(({ resource, action }) => `${resource}:${action}`)
  return [...new Set([...given, ...ofPeople[scope]])]
}
