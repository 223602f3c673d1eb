// Robots of the whole server.
import { getRouteApi } from '@tanstack/react-router'
import { useSearchSteps } from '../../app/use-search-steps.ts'
import { RobotList } from '../../robots/robot-list.tsx'
import { Page } from '../../ui/page.tsx'
import { useWords } from '../../words/words.tsx'
import { SystemRobotDialog } from './system-robot-dialog.tsx'

const route = getRouteApi('/administration/robots')
const everything = { create: true, update: true, delete: true }

export function RobotsPage() {
  const { t } = useWords()
  const [search, onSearch] = useSearchSteps(route)
  return (
    <Page title={t('administration.robots')} lead={t('administration.robots.lead')}>
      <RobotList
        place={{ level: 'system' }}
        search={search}
        onSearch={onSearch}
        may={everything}
        editor={(props) => <SystemRobotDialog key={props.robot?.id ?? 'new'} {...props} />}
      />
    </Page>
  )
}
