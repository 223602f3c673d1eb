// Labels that every project can use.
import { getRouteApi } from '@tanstack/react-router'
import { searchStep } from '../../app/search-step.ts'
import { LabelList } from '../../labels/label-list.tsx'
import { Page } from '../../ui/page.tsx'
import { useWords } from '../../words/words.tsx'

const route = getRouteApi('/administration/labels')
const everything = { create: true, update: true, delete: true }
export function LabelsPage() {
  const { t } = useWords()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <Page title={t('administration.labels')} lead={t('administration.labels.lead')}>
      <LabelList
        place={{ scope: 'g' }}
        search={search}
        onSearch={(next) => navigate({ search: next, ...searchStep(search, next) })}
        may={everything}
      />
    </Page>
  )
}
