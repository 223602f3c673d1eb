// Rules by which tokens of other issuers are exchanged for those of any robot.
import { getRouteApi } from '@tanstack/react-router'
import { useSearchSteps } from '../../app/use-search-steps.ts'
import { TrustRuleList } from '../../trust/trust-rule-list.tsx'
import { Page } from '../../ui/page.tsx'
import { useWords } from '../../words/words.tsx'

const route = getRouteApi('/administration/trust')

export function TrustPage() {
  const { t } = useWords()
  const [search, onSearch] = useSearchSteps(route)
  return (
    <Page title={t('administration.trust')} lead={t('administration.trust.lead')}>
      <TrustRuleList place={{ level: 'system' }} search={search} onSearch={onSearch} />
    </Page>
  )
}
