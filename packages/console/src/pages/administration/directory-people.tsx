// People of the directory: searched, and given an account before they first sign in.
import { Card, Stack, Table, Text, Title } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, ClientError } from '../../api.ts'
import { CardRows } from '../../ui/card-rows.tsx'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { Nothing, Skeletons } from '../../ui/list.tsx'
import { ActionsColumn } from '../../ui/row-menu.tsx'
import { useWords } from '../../words/words.tsx'
import { DirectoryField, TakeButton } from './directory-search.tsx'

type Person = Awaited<ReturnType<typeof api.searchLdapUser>>['body'][number]

export function DirectoryPeople() {
  const { t } = useWords()
  const [asked, setAsked] = useState<string>()
  const found = useQuery({
    queryKey: ['directory people', asked],
    queryFn: async () => (await api.searchLdapUser({ query: { username: asked ?? '' } })).body,
    enabled: asked !== undefined,
    staleTime: 0,
  })
  const search = (text: string) => {
    if (text === asked) void found.refetch()
    setAsked(text)
  }
  return (
    <Card withBorder padding="lg" component="section" aria-label={t('administration.people')}>
      <Stack>
        <Stack gap={4}>
          <Title order={2} size="h4">
            {t('administration.people')}
          </Title>
          <Text c="dimmed">{t('administration.people.lead')}</Text>
        </Stack>
        <DirectoryField label={t('administration.people.part')} onSearch={search} />
        {found.error && <FailureNotice error={found.error} again={() => found.refetch()} />}
        {found.isLoading && <Skeletons rows={2} />}
        {found.data && <Found people={found.data} />}
      </Stack>
    </Card>
  )
}

function Found({ people }: { readonly people: readonly Person[] }) {
  const { t } = useWords()
  if (people.length === 0) return <Nothing>{t('administration.people.none')}</Nothing>
  return (
    <Table.ScrollContainer minWidth={480} type="native" tabIndex={0}>
      <CardRows>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('administration.username')}</Table.Th>
            <Table.Th>{t('administration.realname')}</Table.Th>
            <Table.Th>{t('administration.email')}</Table.Th>
            <ActionsColumn />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {people.map((person) => (
            <PersonRow key={person.username} person={person} />
          ))}
        </Table.Tbody>
      </CardRows>
    </Table.ScrollContainer>
  )
}

function PersonRow({ person: { username, realname, email } }: { readonly person: Person }) {
  const { t } = useWords()
  const queries = useQueryClient()
  const take = async () => {
    await api.importLdapUser({ body: { ldap_uid_list: [username] } })
    await queries.invalidateQueries({ queryKey: ['users'] })
  }
  return (
    <Table.Tr>
      <Table.Td className="long-name">{username}</Table.Td>
      <Table.Td className="long-name">{realname}</Table.Td>
      <Table.Td className="long-name">{email}</Table.Td>
      <Table.Td className="number">
        <TakeButton
          words={t('administration.people.take')}
          taken={t('administration.people.taken')}
          name={username ?? ''}
          onTake={take}
          problemOf={importProblem}
        />
      </Table.Td>
    </Table.Tr>
  )
}

/** The refusal of an import lists who could not be imported, and why. */
function importProblem(error: unknown): string {
  if (!(error instanceof ClientError)) return String(error)
  const why = /"error":"((?:[^"\\]|\\.)*)/.exec(error.message)?.[1]
  return why ?? error.message
}
