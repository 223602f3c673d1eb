// The audit log of the whole server.
import { Badge, Button, Stack, Table, Text } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { api } from '../../api.ts'
import { Ago } from '../../ui/ago.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Icon } from '../../ui/icon.tsx'
import { List, Nothing, pageSize } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import { useWords } from '../../words/words.tsx'
import { AuditFilters } from './audit-filters.tsx'
import { type AuditSearch, auditQuery } from './audit-search.ts'

const route = getRouteApi('/administration/audit')

type Entry = Awaited<ReturnType<typeof api.listAuditLogExts>>['body'][number]

export function AuditPage() {
  const { t } = useWords()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { page = 1 } = search
  const q = auditQuery(search)
  const list = useQuery({
    queryKey: ['audit', search],
    queryFn: () =>
      api.listAuditLogExts({ query: { page, page_size: pageSize, ...(q !== undefined && { q }) } }),
    placeholderData: keepPreviousData,
  })
  const onSearch = (next: AuditSearch) => navigate({ search: next, replace: true })
  return (
    <Page
      title={t('administration.audit')}
      lead={t('administration.audit.lead')}
      actions={
        <Button component={Link} to="/administration/audit/purge" variant="default">
          {t('administration.purge')}
        </Button>
      }
    >
      <AuditFilters search={search} onSearch={onSearch} />
      <List
        unfiltered
        search={search}
        onSearch={onSearch}
        total={list.data?.total}
        error={list.error}
        again={() => list.refetch()}
        loading={list.isPending}
        empty={<Nothing>{t(q === undefined ? 'list.empty' : 'list.nothing')}</Nothing>}
        minWidth={720}
      >
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('administration.audit.when')}</Table.Th>
            <Table.Th>{t('administration.audit.who')}</Table.Th>
            <Table.Th>{t('administration.audit.what')}</Table.Th>
            <Table.Th>{t('administration.audit.resource')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {list.data?.body.map((entry) => (
            <EntryRow key={entry.id} entry={entry} />
          ))}
        </Table.Tbody>
      </List>
    </Page>
  )
}

function EntryRow({ entry }: { readonly entry: Entry }) {
  const { t } = useWords()
  const { op_time, username, operation, resource_type, resource, operation_result } = entry
  return (
    <Table.Tr className="top-row">
      <Table.Td className="nowrap">
        <Ago time={op_time} />
      </Table.Td>
      <Table.Td className="long-name">{username}</Table.Td>
      <Table.Td>
        <Stack gap={4} align="flex-start">
          <Text span className="nowrap">
            {operation} {resource_type.replaceAll('_', ' ')}
          </Text>
          {!operation_result && (
            <Badge variant="default" className="firm" leftSection={<Icon name="alert" size={12} />}>
              {t('administration.audit.failed')}
            </Badge>
          )}
        </Stack>
      </Table.Td>
      <Table.Td className="long-name">
        {resource}
        <details>
          <summary className="quiet-summary">{t('administration.audit.details')}</summary>
          <EntryFacts entry={entry} />
        </details>
      </Table.Td>
    </Table.Tr>
  )
}

function EntryFacts({ entry }: { readonly entry: Entry }) {
  const { t } = useWords()
  const { operation_description, client_address, credential, request_id } = entry
  return (
    <Facts
      facts={[
        [t('common.description'), operation_description],
        [t('administration.audit.address'), client_address || undefined],
        [t('administration.audit.credential'), credential || undefined],
        [t('administration.audit.request'), request_id || undefined],
      ]}
    />
  )
}
