// Robots of the whole server.
import { getRouteApi } from '@tanstack/react-router'
import { searchStep } from '../../app/search-step.ts'
import { RobotList } from '../../robots/robot-list.tsx'
import { Page } from '../../ui/page.tsx'
import { useWords } from '../../words/words.tsx'
import { SystemRobotDialog } from './system-robot-dialog.tsx'

const route = getRouteApi('/administration/robots')
const everything = { create: true, update: true, delete: true }

export function RobotsPage() {
  const { t } = useWords()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <Page title={t('administration.robots')} lead={t('administration.robots.lead')}>
      <RobotList
        place={{ level: 'system' }}
        search={search}
        onSearch={(next) => navigate({ search: next, ...searchStep(search, next) })}
        may={everything}
        editor={(props) => <SystemRobotDialog key={props.robot?.id ?? 'new'} {...props} />}
      />
    </Page>
  )
}
