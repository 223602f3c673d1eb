// All that was found, kind by kind, page by page.
import { Tabs } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useIsAdministrator } from '../../app/session.ts'
import { useSearchSteps } from '../../app/use-search-steps.ts'
import { Icon } from '../../ui/icon.tsx'
import { Nothing } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import { TextFilter } from '../../ui/text-filter.tsx'
import { useCurrentTabInView } from '../../ui/use-current-tab-in-view.ts'
import { useWords } from '../../words/words.tsx'
import { type SearchTab, searchTabs } from './found-search.ts'
import { FoundTable } from './found-table.tsx'

const route = getRouteApi('/search')
const tabWords = {
  words: 'search.tab.words',
  repositories: 'search.group.repositories',
  projects: 'search.group.projects',
  people: 'search.group.people',
} as const

export function SearchPage() {
  const { t } = useWords()
  const [search, show] = useSearchSteps(route)
  const isAdministrator = useIsAdministrator()
  const { q } = search
  const shown = searchTabs.filter((each) => each !== 'people' || isAdministrator)
  // Who may not look for people has followed somebody else's address: the best matches are there for everybody.
  const tab = shown.find((each) => each === search.tab) ?? 'words'
  const line = useCurrentTabInView(tab)
  const choose = (next: string | null) => {
    const chosen = next as SearchTab
    show({ ...(q !== undefined && { q }), ...(chosen !== 'words' && { tab: chosen }) })
  }
  return (
    <Page title={t('search.title')}>
      <Field
        wanted={q ?? ''}
        onSearch={(text) => show({ ...(text !== '' && { q: text }), ...(tab !== 'words' && { tab }) })}
      />
      <Tabs value={tab} onChange={choose}>
        <Tabs.List ref={line} mb="md">
          {shown.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {t(tabWords[each])}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {shown.map((each) => (
          <Tabs.Panel key={each} value={each}>
            {each === tab &&
              (q === undefined ? (
                <Nothing>{t('search.start')}</Nothing>
              ) : (
                <FoundTable text={q} tab={tab} search={search} onSearch={show} />
              ))}
          </Tabs.Panel>
        ))}
      </Tabs>
    </Page>
  )
}

interface FieldProps {
  readonly wanted: string
  readonly onSearch: (text: string) => void
}

function Field({ wanted, onSearch }: FieldProps) {
  const { t } = useWords()
  return (
    <TextFilter
      size="md"
      maw={520}
      value={wanted}
      maxLength={256}
      aria-label={t('search.field')}
      placeholder={t('search.placeholder')}
      leftSection={<Icon name="search" size={16} />}
      onChange={onSearch}
    />
  )
}
