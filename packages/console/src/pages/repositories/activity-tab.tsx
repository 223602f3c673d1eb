// What has happened to a repository, for those who may read the project's log.
import { Group, Table, Text } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { api } from '../../api.ts'
import { parseReference, repositoryParams } from '../../app/reference.ts'
import { Ago } from '../../ui/ago.tsx'
import { shortDigest } from '../../ui/format.ts'
import { List, Nothing, pageSize } from '../../ui/list.tsx'
import { ArtifactLink } from '../../ui/repository-link.tsx'
import { useWords, type WordKey } from '../../words/words.tsx'

const route = getRouteApi('/repositories/$')

type Entry = Awaited<ReturnType<typeof api.getLogExts>>['body'][number]

export function ActivityTab({ repository }: { readonly repository: string }) {
  const { t } = useWords()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { page = 1 } = search
  const { project_name } = repositoryParams(repository)
  const log = useQuery({
    queryKey: ['activity', repository, { page }],
    queryFn: () =>
      api.getLogExts({
        params: { project_name },
        query: { page, page_size: pageSize, q: `repository=${repository}` },
      }),
    placeholderData: keepPreviousData,
  })
  return (
    <List
      search={search}
      onSearch={(next) => navigate({ search: { ...next } })}
      total={log.data?.total}
      error={log.error}
      again={() => log.refetch()}
      loading={log.isPending}
      empty={<Nothing>{t('repositories.activity.empty')}</Nothing>}
      minWidth={280}
      unfiltered
    >
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('repositories.activity.when')}</Table.Th>
          <Table.Th>{t('repositories.activity.who')}</Table.Th>
          <Table.Th>{t('repositories.activity.what')}</Table.Th>
          <Table.Th visibleFrom="md">{t('repositories.activity.from')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {log.data?.body.map((entry) => (
          <Table.Tr key={entry.id}>
            <Table.Td className="nowrap">
              <Ago time={entry.op_time} />
            </Table.Td>
            <Table.Td className="long-name">{entry.username}</Table.Td>
            <Table.Td>
              <Happened entry={entry} repository={repository} />
            </Table.Td>
            <Table.Td visibleFrom="md" className="long-name">
              {entry.client_address}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </List>
  )
}

const happenings = [
  'create.artifact',
  'pull.artifact',
  'delete.artifact',
  'update.artifact',
  'create.tag',
  'delete.tag',
  'update.repository',
  'delete.repository',
] as const

/** In our words, where there are any; the log's own otherwise. */
function wordsOf({ operation, resource_type }: Entry): WordKey | undefined {
  const key = happenings.find((each) => each === `${operation}.${resource_type}`)
  return key && `repositories.activity.${key}`
}

function Happened({ entry, repository }: { readonly entry: Entry; readonly repository: string }) {
  const { t } = useWords()
  const words = wordsOf(entry)
  const { tag, digest } = parseReference(entry.resource) ?? {}
  const reference = tag ?? digest
  if (words === undefined) return <Text className="long-name">{entry.operation_description}</Text>
  return (
    <Group gap={6} title={entry.operation_description}>
      {t(words)}
      {reference !== undefined && (
        <ArtifactLink repository={repository} reference={reference} fw={500}>
          {tag ?? shortDigest(reference)}
        </ArtifactLink>
      )}
    </Group>
  )
}
