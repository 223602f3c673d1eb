// Labels that every project can use.
import { getRouteApi } from '@tanstack/react-router'
import { useSearchSteps } from '../../app/use-search-steps.ts'
import { LabelList } from '../../labels/label-list.tsx'
import { Page } from '../../ui/page.tsx'
import { useWords } from '../../words/words.tsx'

const route = getRouteApi('/administration/labels')
const everything = { create: true, update: true, delete: true }
export function LabelsPage() {
  const { t } = useWords()
  const [search, onSearch] = useSearchSteps(route)
  return (
    <Page title={t('administration.labels')} lead={t('administration.labels.lead')}>
      <LabelList place={{ scope: 'g' }} search={search} onSearch={onSearch} may={everything} />
    </Page>
  )
}
