// The audit log of the whole server.
import { Button } from '@mantine/core'
import { getRouteApi, Link } from '@tanstack/react-router'
import { api } from '../../api.ts'
import { useSearchSteps } from '../../app/use-search-steps.ts'
import { LogList } from '../../log/log-list.tsx'
import type { LogEntry } from '../../log/log-sentence.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Page } from '../../ui/page.tsx'
import { useWords } from '../../words/words.tsx'

const route = getRouteApi('/administration/audit')
const operations = ['create', 'update', 'delete', 'pull', 'login', 'logout']
const types = [
  ...['artifact', 'tag', 'repository', 'project', 'member', 'user', 'user_group', 'robot', 'role'],
  ...['access_token', 'trust_rule', 'label', 'configuration', 'purge_audit'],
]

export function AuditPage() {
  const { t } = useWords()
  const [search, onSearch] = useSearchSteps(route)
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
      <LogList
        of="/"
        ask={(query) => api.listAuditLogExts({ query })}
        types={types}
        operations={operations}
        search={search}
        onSearch={onSearch}
        details={(entry) => <EntryDetails entry={entry} />}
      />
    </Page>
  )
}

function EntryDetails({ entry }: { readonly entry: LogEntry }) {
  const { t } = useWords()
  const { operation_description, resource, request_id } = entry
  return (
    <details>
      <summary className="quiet-summary">{t('administration.audit.details')}</summary>
      <Facts
        facts={[
          [t('common.description'), operation_description],
          [t('administration.audit.resource'), resource],
          [t('administration.audit.request'), request_id || undefined],
        ]}
      />
    </details>
  )
}
