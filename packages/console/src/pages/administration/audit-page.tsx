// The audit log of the whole server.
import { Button, Table } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { api } from '../../api.ts'
import { LogOrigin } from '../../log/log-list.tsx'
import { type LogEntry, LogSentence } from '../../log/log-sentence.tsx'
import { Ago } from '../../ui/ago.tsx'
import { Facts } from '../../ui/facts.tsx'
import { List, Nothing, pageSize } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import { useWords } from '../../words/words.tsx'
import { AuditFilters } from './audit-filters.tsx'
import { type AuditSearch, auditQuery } from './audit-search.ts'

const route = getRouteApi('/administration/audit')

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
            <Table.Th>{t('log.what')}</Table.Th>
            <Table.Th>{t('log.from')}</Table.Th>
            <Table.Th>{t('log.when')}</Table.Th>
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

function EntryRow({ entry }: { readonly entry: LogEntry }) {
  const { t } = useWords()
  return (
    <Table.Tr className="top-row">
      <Table.Td>
        <LogSentence entry={entry} />
        <details>
          <summary className="quiet-summary">{t('administration.audit.details')}</summary>
          <EntryFacts entry={entry} />
        </details>
      </Table.Td>
      <Table.Td className="nowrap">
        <LogOrigin entry={entry} />
      </Table.Td>
      <Table.Td className="nowrap">
        <Ago time={entry.op_time} />
      </Table.Td>
    </Table.Tr>
  )
}

function EntryFacts({ entry }: { readonly entry: LogEntry }) {
  const { t } = useWords()
  const { operation_description, resource, request_id } = entry
  return (
    <Facts
      facts={[
        [t('common.description'), operation_description],
        [t('administration.audit.resource'), resource],
        [t('administration.audit.request'), request_id || undefined],
      ]}
    />
  )
}
